import { HTTP, MAKINI } from '../goals';
import { givesAll, memoryAtMost, memoryOf } from '../memory/goals';
import type { MemoryScenario, MemorySubject } from '../memory/scenario';
import { grouped, type Size } from './size';

/** Megabytes above idle that a file may take, however long it is. */
const MOST_OF_FILE = 120;

/** The young generation of V8 as it was before Node.js 24, which lets it grow to four times as much. */
const SMALLER_YOUNG = '--max-semi-space-size=16';

/** Reading all orders into a file, a few and many, on each Node.js. */
function files({ fileOrders }: Size): MemoryScenario {
	const [few, many] = fileOrders;
	const subject = (orders: number, more: Partial<MemorySubject> = {}): MemorySubject => ({
		...{ name: `NDJSON, ${grouped(orders)} orders`, job: 'ndjson', orders, mostRuns: 1 },
		...more,
	});
	const onHost = true;
	const csv = { name: `CSV, ${grouped(few)} orders`, job: 'csv' } as const;
	return {
		name: 'file',
		title: `Reading ${grouped(few)} and ${grouped(many)} orders into a file`,
		what: "Orders of 1.4 kB, with no setting touched, and n8n's binary data in the file system; on this machine's Node.js, and on the one that n8n is started with.",
		subjects: [
			...[few, many].flatMap((orders) => [subject(orders), subject(orders, { onHost })]),
			subject(few, csv),
			subject(few, { ...csv, onHost }),
			subject(few, {
				...{ ...csv, onHost, flags: [SMALLER_YOUNG] },
				name: `${csv.name}, ${SMALLER_YOUNG}`,
			}),
		],
		goals: [
			...givesAll(),
			...fileOrders.map((orders) =>
				memoryAtMost(MOST_OF_FILE, `NDJSON, ${grouped(orders)} orders`, { job: 'ndjson', orders }),
			),
		],
	};
}

/** Reading all orders into items, beside the HTTP Request node. */
function items({ items: orders }: Size): MemoryScenario {
	const common = { orders, mostRuns: 1 } as const;
	return {
		name: 'items',
		title: `Reading ${grouped(orders)} orders into items`,
		what: 'Orders of 1.4 kB, 500 a page. The HTTP Request node gives a page for an item, the Makini node an order.',
		subjects: [
			{ ...common, name: MAKINI, job: 'items' },
			{ ...common, name: HTTP, job: 'httpRequest' },
		],
		goals: [
			...givesAll(),
			memoryOf(1.1, `of the memory of the ${HTTP}`, { job: 'items' }, { job: 'httpRequest' }),
		],
	};
}

/** All scenarios whose memory is measured. */
export const memoryScenarios = (size: Size): MemoryScenario[] => [files(size), items(size)];
