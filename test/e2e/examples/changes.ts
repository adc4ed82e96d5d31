import { deepEqual, equal } from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { readExample } from '../../../scripts/host/demo';
import { ActiveWorkflow, until } from '../active/workflow';
import type { EndToEndTest } from '../suite';
import { checkB, expectedOf, orders, peers, test, written } from './peers';

let changes: ActiveWorkflow;
let expected: string[] = [];

export const changeTests: EndToEndTest[] = [
	test('changes: what webhooks report is written at once, each change once', async ({ n8n }) => {
		const { a } = peers();
		changes = await ActiveWorkflow.start(n8n.client, await readExample('purchase-order-changes'));
		changes.listenTo(a);
		expected = expectedOf(a.change({ entity: orders, create: 5, update: 10, fire: true })).sort();
		const executions = await changes.settled(15);
		deepEqual(
			executions.map(({ status, error }) => error ?? status),
			Array.from({ length: executions.length }, () => 'success'),
		);
		deepEqual(await written(changes), expected);
	}),
	test('changes: repeated and needless events write nothing', async () => {
		const { a } = peers();
		const before = (await changes.executions()).length;
		const { webhook } = changes;
		const storm = {
			webhook,
			type: 'purchase_order.updated',
			events: 20,
			repeatShare: 0.5,
			shuffle: true,
		};
		const { distinct, statuses } = await a.storm(storm);
		deepEqual({ distinct, statuses }, { distinct: 10, statuses: { 200: 20 } });
		await changes.settled(before + distinct);
		deepEqual(await written(changes), expected);
	}),
	test('changes: the polling trigger finds what no webhook reported, and nothing is written twice', async (_context, tell) => {
		const { a, b } = peers();
		const silent = expectedOf(a.change({ entity: orders, create: 3, update: 4 }));
		await changes.pollNow();
		await until('as many orders as changes', async () => {
			return (await written(changes)).length >= expected.length + silent.length;
		});
		await wait(2000);
		// An order may have been changed by both calls: each change was written.
		deepEqual(await written(changes), [...expected, ...silent].sort());
		deepEqual(await changes.items('Failed Orders'), []);
		equal(b.counters().created, 8);
		equal(b.counters().updated, 14);
		checkB();
		tell(`${b.counters().created} created and ${b.counters().updated} updated in B`);
		await changes.stop();
	}),
];
