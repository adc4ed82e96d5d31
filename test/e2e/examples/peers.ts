import { deepEqual } from 'node:assert/strict';
import { storeDemo, type Demo } from '../../../scripts/host/demo';
import { compareOrders } from '../../../sandbox/check';
import { delivered } from '../../../sandbox/scenarios';
import {
	startSandbox,
	type ConnectionControl,
	type RunningSandbox,
} from '../../../sandbox/server/server';
import { Inbox } from '../active/inbox';
import type { ActiveWorkflow } from '../active/workflow';
import type { EndToEnd, EndToEndTest } from '../suite';

export const orders = 'purchase-orders';

/** Before everything that a test changes: no generated record is newer. */
export const BEFORE = '2026-06-02T00:00:00Z';

/** What the examples talk to: two connections that hold the same orders, and a service that takes messages. */
export interface Peers {
	sandbox: RunningSandbox;
	a: ConnectionControl;
	b: ConnectionControl;
	inbox: Inbox;
	demo: Demo;
}

let started: Peers | undefined;

/** The peers of the suite that runs. */
export function peers(): Peers {
	if (!started) throw new Error('The examples have not begun');
	return started;
}

/** Starts the peers with so many orders in each connection. */
export async function begin({ n8n }: EndToEnd, count = 60): Promise<void> {
	const common = { systemType: 'erp', apiStyle: 'module', seed: 'a', orders: count } as const;
	const sandbox = await startSandbox({
		connections: [
			{ ...common, ...delivered, name: 'a', token: 'demo-token-a' },
			{ ...common, name: 'b', token: 'demo-token-b' },
		],
	});
	started = {
		sandbox,
		a: sandbox.connection('a'),
		b: sandbox.connection('b'),
		demo: await storeDemo(n8n.client, sandbox.url),
		inbox: await Inbox.open(),
	};
}

export async function end(): Promise<void> {
	const { inbox, sandbox } = peers();
	inbox.close();
	await sandbox.stop();
	started = undefined;
}

export const test = (name: string, run: EndToEndTest['run']): EndToEndTest => ({ name, run });

/** What changed in A is in B as it is in A, each order once. */
export function checkB(): void {
	const { a, b } = peers();
	const { missing, duplicates, differences } = compareOrders(
		a.records(orders),
		b.records(orders),
		BEFORE,
	);
	deepEqual([missing, duplicates, differences], [[], [], []]);
}

/** The orders that a workflow says it wrote, by number, and how. */
export async function written(workflow: ActiveWorkflow): Promise<string[]> {
	const items = await workflow.items('Written Orders');
	return items.map(({ json }) => `${String(json.orderNo)} ${String(json.writeResult)}`).sort();
}

/** What the workflow is to say of changes in A: each one once. */
export function expectedOf(changes: ReturnType<ConnectionControl['change']>): string[] {
	const all = peers().a.records(orders);
	const numbers = new Map(all.map(({ key, orderNo }) => [key, String(orderNo)]));
	return [
		...changes.created.map(({ key }) => `${numbers.get(key)} created`),
		...changes.updated.map(({ key }) => `${numbers.get(key)} updated`),
	];
}
