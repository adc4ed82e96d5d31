// A sandbox in a process of its own with as many orders as the first argument says, of about 1.5 kB each.
import { generateOrders } from '../../../sandbox/data/orders';
import { recordKey } from '../../../sandbox/data/keys';
import type { OrderSource } from '../../../sandbox/data/orders';
import type { StoredRecord } from '../../../sandbox/base';
import { startSandbox } from '../../../sandbox/server/server';
import { TOKEN } from './jobs';

/** Orders that are made in full; all others share their texts and lines, so that a million fit into memory. */
const PATTERNS = 1000;

const manyOrders =
	(count: number): OrderSource =>
	({ seed, reference }) => {
		const patterns = generateOrders({ seed, reference, count: PATTERNS, linesPerOrder: 2 });
		return Array.from({ length: count }, (_, index): StoredRecord => {
			const pattern = patterns[index % PATTERNS];
			if (!pattern) throw new Error('There is no pattern');
			return { ...pattern, key: recordKey(seed, 'purchase-orders', index), orderNo: `PO-${index}` };
		});
	};

async function main(): Promise<void> {
	const sandbox = await startSandbox({
		connections: [
			{
				name: 'a',
				token: TOKEN,
				systemType: 'erp',
				apiStyle: 'module',
				orderSource: manyOrders(Number(process.argv[2])),
			},
		],
	});
	process.once('SIGTERM', () => void sandbox.stop());
	process.send?.(sandbox.url);
}

void main();
