import { deepEqual, equal } from 'node:assert/strict';
import { runWorkflow, type Execution, type Item } from '../../../scripts/host/executions';
import type { EndToEndTest } from '../suite';
import { orders, peers, test } from './peers';

const count = 600;
const READ = ['Before: One Item per Order', 'After: Read All Orders'] as const;
const CREATE = ['Before: Create Orders', 'After: Create Orders'] as const;

/** The items that say that they failed. */
const failed = (items: Item[]): Item[] => items.filter(({ json }) => json.error !== undefined);

/** How many orders each of the two ways has read. */
const read = (execution: Execution): number[] => READ.map((node) => execution.items(node).length);

/** The numbers of the orders in B that one of the two ways has created. */
const createdBy = (prefix: string): string[] =>
	peers()
		.b.records(orders)
		.map(({ orderNo }) => String(orderNo))
		.filter((orderNo) => orderNo.startsWith(prefix))
		.sort();

/**
 * Takes away what a run before has created. Building the data anew would give its keys to others,
 * as no system does.
 */
function removeCreated(): void {
	const { b } = peers();
	const created = b.records(orders).filter(({ orderNo }) => /^(HTTP|NODE)-/.test(String(orderNo)));
	b.change({ entity: orders, deleteKeys: created.map(({ key }) => key) });
}

export const migrationTests: EndToEndTest[] = [
	test('migration: both ways read the same and create the same', async ({ n8n }) => {
		const { b, demo } = peers();
		const execution = await runWorkflow(n8n.client, demo.migration);
		equal(execution.status, 'success', execution.error);
		deepEqual(read(execution), [count, count]);
		const compared = [0, 1, 2, 3].map((output) => execution.items('Both Compared', output).length);
		deepEqual(compared, [0, count, 0, 0]);
		deepEqual(createdBy('HTTP-'), ['HTTP-1001', 'HTTP-1002']);
		deepEqual(createdBy('NODE-'), ['NODE-1001', 'NODE-1002']);
		const created = b.records(orders).filter(({ orderNo }) => String(orderNo).endsWith('-1001'));
		deepEqual(
			created.map(({ title, totalNetValue }) => [title, totalNetValue]),
			Array.from({ length: 2 }, () => ['Bearings for line 4', '1250.00']),
		);
	}),
	test('migration: a rate limit in the middle of the list, and what each way makes of it', async ({
		n8n,
	}, tell) => {
		const { a, demo } = peers();
		removeCreated();
		a.setFaults([
			{
				match: { method: 'GET', page: 4 },
				when: { nth: [1] },
				effect: { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
			},
			{
				match: { method: 'GET', page: 2 },
				when: { nth: [2] },
				effect: { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
			},
		]);
		const execution = await runWorkflow(n8n.client, demo.migration);
		a.setFaults([]);
		tell(`${execution.status}: ${read(execution).join(' and ')} of ${count} orders`);
		equal(a.counters().byStatus['429'], 2);
		deepEqual(read(execution), [300, count]);
		equal(execution.status, 'success', execution.error);
	}),
	test('migration: an answer that is lost after the order was created, and what each way says of it', async ({
		n8n,
	}) => {
		const { b, demo } = peers();
		removeCreated();
		b.setFaults([
			{ match: { method: 'POST' }, when: { nth: [1, 3] }, effect: { kind: 'dropAfter' } },
		]);
		const execution = await runWorkflow(n8n.client, demo.migration);
		b.setFaults([]);
		equal(b.counters().byStatus.dropped, 2);
		deepEqual(createdBy('HTTP-'), ['HTTP-1001', 'HTTP-1002']);
		deepEqual(createdBy('NODE-'), ['NODE-1001', 'NODE-1002']);
		const [before, after] = CREATE.map((node) => failed(execution.items(node)).length);
		deepEqual({ before, after }, { before: 1, after: 0 });
	}),
];
