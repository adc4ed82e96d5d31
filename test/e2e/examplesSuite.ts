import { deepEqual, equal, match } from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { withTables } from '../../scripts/host/dataTables';
import { connectionCredential, readExample, storeDemo, type Demo } from '../../scripts/host/demo';
import type { Page } from 'playwright-core';
import { runWorkflow } from '../../scripts/host/executions';
import { storeCredential } from '../../scripts/host/workflows';
import { compareOrders } from '../../sandbox/check';
import { startSandbox, type ConnectionControl, type RunningSandbox } from '../../sandbox/server';
import { ActiveWorkflow, until, withParameters, withSetting } from './active/workflow';
import { Inbox } from './active/inbox';
import { loggedInPage } from './browser';
import { openWorkflow } from './canvas';
import { storeOneNode } from './oauth';
import type { EndToEnd, EndToEndTest, Suite } from './suite';

const entity = 'purchase-orders';
/** Before everything that a test changes: no generated record is newer. */
const BEFORE = '2026-06-02T00:00:00Z';

let sandbox: RunningSandbox;
let a: ConnectionControl;
let b: ConnectionControl;
let inbox: Inbox;
let demo: Demo;
let page: Page | undefined;

const test = (name: string, run: EndToEndTest['run']): EndToEndTest => ({ name, run });

/** Two connections that hold the same orders. */
async function begin({ n8n }: EndToEnd): Promise<void> {
	const common = { systemType: 'erp', apiStyle: 'module', seed: 'a', orders: 60 } as const;
	sandbox = await startSandbox({
		connections: [
			{ ...common, name: 'a', token: 'demo-token-a' },
			{ ...common, name: 'b', token: 'demo-token-b' },
		],
	});
	a = sandbox.connection('a');
	b = sandbox.connection('b');
	demo = await storeDemo(n8n.client, sandbox.url);
	inbox = await Inbox.open();
}

/** What changed in A is in B as it is in A, each order once. */
function checkB(): void {
	const { missing, duplicates, differences } = compareOrders(
		a.records(entity),
		b.records(entity),
		BEFORE,
	);
	deepEqual([missing, duplicates, differences], [[], [], []]);
}

/** The orders that a workflow says it wrote, by number, and how. */
async function written(workflow: ActiveWorkflow): Promise<string[]> {
	const items = await workflow.items('Written Orders');
	return items.map(({ json }) => `${String(json.orderNo)} ${String(json.writeResult)}`).sort();
}

/** What the workflow is to say of changes: each one once. */
function expectedOf(changes: ReturnType<ConnectionControl['change']>): string[] {
	const numbers = new Map(a.records(entity).map(({ key, orderNo }) => [key, String(orderNo)]));
	return [
		...changes.created.map(({ key }) => `${numbers.get(key)} created`),
		...changes.updated.map(({ key }) => `${numbers.get(key)} updated`),
	];
}

let changes: ActiveWorkflow;
let expected: string[] = [];

const changeTests: EndToEndTest[] = [
	test('changes: what webhooks report is written at once, each change once', async ({ n8n }) => {
		changes = await ActiveWorkflow.start(n8n.client, await readExample('purchase-order-changes'));
		changes.listenTo(a);
		expected = expectedOf(a.change({ entity, create: 5, update: 10, fire: true })).sort();
		const executions = await changes.settled(15);
		deepEqual(
			executions.map(({ status, error }) => error ?? status),
			Array.from({ length: executions.length }, () => 'success'),
		);
		deepEqual(await written(changes), expected);
	}),
	test('changes: repeated and needless events write nothing', async () => {
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
		const silent = expectedOf(a.change({ entity, create: 3, update: 4 }));
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

let afterSync: ActiveWorkflow;

/** A sync that ends with changes; returns what the workflow is to say of them. */
async function sync(updates: number): Promise<string[]> {
	const report = await a.sync({ changes: { entity, update: updates } });
	return report ? expectedOf(report) : [];
}

const syncTests: EndToEndTest[] = [
	test('after a sync: what it changed is written once, also with repeated events', async ({
		n8n,
	}) => {
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
		const [first] = await afterSync.items('Settings');
		const last = (await afterSync.items('Remember the Time')).at(-1)?.json.syncFinishedAt;
		match(String(first?.json.syncFinishedAt), /^\d{4}-\d\d-\d\dT/);
		a.reset();
		expected.push(...(await sync(5)));
		await afterSync.settled(4);
		const asked = a.log().find(({ path }) => path.endsWith(`/${entity}`));
		const since = new URLSearchParams(asked?.query).get('filter[updatedAt:gteq]') ?? '';
		equal(Date.parse(String(last)) - Date.parse(since), 3_600_000);
		deepEqual(await written(afterSync), expected.sort());
		checkB();
	}),
	test('after a sync: an order that was refused is brought with the next one', async () => {
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

let alert: ActiveWorkflow;

const needsReauthorization =
	/^Sandbox customer A \(connection \d+\) has to be reauthorized, since 2\d{3}-.*Contact: buyer@plant\.example$/;

const alertTests: EndToEndTest[] = [
	test('alert: a webhook leads to one message to the contact, however often it comes', async ({
		n8n,
	}) => {
		const key = 'connection of the example';
		const list = await storeOneNode(n8n.client, key, {
			type: 'makiniConnection',
			parameters: { resource: 'current', operation: 'get' },
			credential: ['makiniApi', 'Makini A'],
		});
		const [current] = (await runWorkflow(n8n.client, list)).items('Makini');
		const set = await storeOneNode(n8n.client, 'Metadata of the example', {
			type: 'makiniConnection',
			parameters: {
				resource: 'connection',
				operation: 'setMetadata',
				connectionKey: { __rl: true, mode: 'id', value: current?.json.connectionId },
				metadata: { entries: [{ name: 'alert_email', value: 'buyer@plant.example' }] },
			},
			credential: ['makiniClientCredentialsApi', 'Makini Application'],
		});
		equal((await runWorkflow(n8n.client, set)).status, 'success');

		const example = await readExample('reauthorization-alert');
		alert = await ActiveWorkflow.start(n8n.client, withSetting(example, 'sendTo', inbox.url));
		alert.listenTo(a);
		a.reauthorize();
		await alert.settled(1);
		for (let executions = 2; executions <= 4; executions++) {
			a.fire({ type: 'connection.reauthorization_required' });
			await alert.settled(executions);
		}
		equal(inbox.messages.length, 1);
		match(String(inbox.messages[0]), needsReauthorization);
	}),
	test('alert: that the token was replaced is told too, once', async () => {
		a.reconnect('demo-token-a2');
		await alert.settled(5);
		a.fire({ type: 'connection.online' });
		await alert.settled(6);
		equal(inbox.messages.length, 2);
		match(
			String(inbox.messages[1]),
			/^The state of the connection could not be read: Makini did not accept the API token/,
		);
	}),
	test('alert: without webhooks the schedule finds the next time, and tells it once', async ({
		n8n,
	}) => {
		await storeCredential(
			n8n.client,
			connectionCredential('Makini A', 'demo-token-a2', sandbox.url),
		);
		const example = withSetting(await readExample('reauthorization-alert'), 'sendTo', inbox.url);
		await alert.stop();
		alert = await ActiveWorkflow.start(
			n8n.client,
			withParameters(example, 'Every Hour', {
				rule: { interval: [{ field: 'seconds', secondsInterval: 3 }] },
			}),
		);
		await alert.settled(8);
		equal(inbox.messages.length, 2);
		a.setState('fail');
		const before = (await alert.executions()).length;
		await until('three more checks', async () => (await alert.executions()).length >= before + 3);
		await alert.stop();
		equal(inbox.messages.length, 3);
		match(String(inbox.messages[2]), needsReauthorization);
		const failed = (await alert.executions()).filter(({ status }) => status !== 'success');
		deepEqual(failed, []);
	}),
];

/** The examples as people find them: drawn in the editor, with nothing left to complain of. */
const drawn: EndToEndTest[] = (
	[
		['purchase-order-changes', 'changes'],
		['sync-finished-then-read', 'afterSync'],
		['reauthorization-alert', 'alert'],
	] as const
).map(([file, workflow]) =>
	test(`${file} is drawn without an issue`, async ({ n8n, browser, imagePath }) => {
		page ??= await loggedInPage(await browser(), n8n.url);
		const { nodes } = await readExample(file);
		const own = nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
		await openWorkflow(page, n8n.url, demo[workflow]);
		equal(await page.getByTestId('canvas-node').count(), own.length);
		equal(await page.getByTestId('node-issues').count(), 0, 'a node shows an issue');
		await page.screenshot({ path: imagePath(file) });
	}),
);

/** The examples that run by themselves: in a real n8n, started by what happens in the sandbox. */
export const examplesSuite: Suite = {
	name: 'examples',
	before: begin,
	tests: [...drawn, ...changeTests, ...syncTests, ...alertTests],
	async after() {
		inbox.close();
		await sandbox.stop();
	},
};
