import { deepEqual, equal, match } from 'node:assert/strict';
import { withSetting } from '../../../scripts/host/adaptation';
import { withTables } from '../../../scripts/host/dataTables';
import { readExample } from '../../../scripts/host/demo';
import { ActiveWorkflow } from '../active/workflow';
import type { EndToEndTest } from '../suite';
import { BEFORE, checkB, expectedOf, orders, peers, test, written } from './peers';

let afterSync: ActiveWorkflow;
let expected: string[] = [];

/** A sync that ends with changes; returns what the workflow is to say of them. */
async function sync(updates: number): Promise<string[]> {
	const report = await peers().a.sync({ changes: { entity: orders, update: updates } });
	return report ? expectedOf(report) : [];
}

export const afterSyncTests: EndToEndTest[] = [
	test('after a sync: what it changed is written once, also with repeated events', async ({
		n8n,
	}) => {
		const { a } = peers();
		const example = withSetting(
			await withTables(n8n.client, await readExample('sync-finished-then-read')),
			'firstTimeSince',
			BEFORE,
		);
		afterSync = await ActiveWorkflow.start(n8n.client, example);
		afterSync.listenTo(a);
		expected = await sync(8);
		await afterSync.settled(1);
		deepEqual(await written(afterSync), expected.sort());
		const { webhook } = afterSync;
		const storm = { webhook, type: 'sync.completed', events: 4, repeatShare: 0.5, concurrency: 1 };
		equal((await a.storm(storm)).distinct, 2);
		await afterSync.settled(3);
		deepEqual(await written(afterSync), expected.sort());
	}),
	test('after a sync: the next one reads from an hour before the last', async () => {
		const { a } = peers();
		const [first] = await afterSync.items('Settings');
		const last = (await afterSync.items('Remember the Time')).at(-1)?.json.syncFinishedAt;
		match(String(first?.json.syncFinishedAt), /^\d{4}-\d\d-\d\dT/);
		a.reset();
		expected.push(...(await sync(5)));
		await afterSync.settled(4);
		const asked = a.log().find(({ path }) => path.endsWith(`/${orders}`));
		const since = new URLSearchParams(asked?.query).get('filter[updatedAt:gteq]') ?? '';
		equal(Date.parse(String(last)) - Date.parse(since), 3_600_000);
		deepEqual(await written(afterSync), expected.sort());
		checkB();
	}),
	test('after a sync: an order that was refused is brought with the next one', async () => {
		const { b } = peers();
		const remembered = (await afterSync.items('Remember the Time')).length;
		b.setFaults([
			{
				match: { method: 'PUT' },
				when: { nth: [1] },
				times: 1,
				effect: { kind: 'status', status: 422, body: { message: 'The order is locked.' } },
			},
		]);
		const more = await sync(3);
		await afterSync.settled(5);
		const failed = await afterSync.items('Failed Orders');
		equal(failed.length, 1);
		match(String(failed[0]?.json.reason), /The order is locked/);
		equal((await written(afterSync)).length, expected.length + more.length - 1);
		equal((await afterSync.items('Remember the Time')).length, remembered);
		await sync(0);
		await afterSync.settled(6);
		deepEqual(await written(afterSync), [...expected, ...more].sort());
		equal((await afterSync.items('Remember the Time')).length, remembered + 1);
		checkB();
		await afterSync.stop();
	}),
];
