import { deepEqual, equal, match } from 'node:assert/strict';
import { withSetting } from '../../../scripts/host/adaptation';
import { readExample } from '../../../scripts/host/demo';
import { executionsOf, runWorkflow, waitingExecutions } from '../../../scripts/host/executions';
import {
	activateWorkflow,
	deactivateWorkflow,
	storeWorkflow,
} from '../../../scripts/host/workflows';
import type { StoredRecord } from '../../../sandbox/server/server';
import { until } from '../active/workflow';
import type { EndToEndTest } from '../suite';
import { orders, peers, test } from './peers';

/** 90 s: longer than answers take, and as short as n8n lets an execution sleep in its database. */
const HOURS_TO_DECIDE = 0.025;

/** What the orders of this test wait for, and their amounts. */
const amounts = {
	approved: '10001.00',
	rejected: '10001.00',
	'changed meanwhile': '10001.00',
	left: '10001.00',
	'one too many': '10000.00',
	'too small': '9999.99',
} as const;

type Fate = keyof typeof amounts;

const fates = Object.keys(amounts) as Fate[];
const NOT_ASKED: Fate[] = ['one too many', 'too small'];
const ASKED = fates.filter((fate) => !NOT_ASKED.includes(fate));

let waiting: StoredRecord[] = [];
/** The addresses of the forms, by order number. */
let forms = new Map<string, string>();

const statusNamed = (name: string): unknown =>
	peers()
		.a.records('statuses/purchase-orders')
		.find((status) => status.name === name)?.key;

const orderOf = (fate: Fate): StoredRecord => {
	const before = waiting[fates.indexOf(fate)];
	const now = peers()
		.a.records(orders)
		.find(({ key }) => key === before?.key);
	if (!now) throw new Error(`No order is to be ${fate}`);
	return now;
};

/** Orders that are to wait, put into A through its API as people of the connected system would. */
async function put(key: string, data: object): Promise<void> {
	const { a, sandbox } = peers();
	const response = await fetch(`${sandbox.url}/api/erp/purchase-orders/${key}`, {
		method: 'PUT',
		headers: { authorization: `Bearer ${a.token}`, 'content-type': 'application/json' },
		body: JSON.stringify(data),
	});
	equal(response.status, 200);
}

/** Fills in the form as a browser does. */
async function decide(orderNo: unknown, decision: 'Approve' | 'Reject'): Promise<number> {
	const form = forms.get(String(orderNo)) ?? '';
	const shown = await fetch(form);
	match(await shown.text(), new RegExp(`Purchase order ${String(orderNo)}`));
	const body = new FormData();
	body.append('field-0', decision);
	return (await fetch(form, { method: 'POST', body })).status;
}

async function begin(): Promise<void> {
	const { a } = peers();
	const approval = statusNamed('Waiting for approval');
	const draft = statusNamed('Draft');
	for (const { key, statusKey } of a.records(orders)) {
		if (statusKey === approval) await put(key, { statusKey: draft });
	}
	for (const [index, { key }] of a.records(orders).slice(0, fates.length).entries()) {
		const fate = fates[index] as Fate;
		await put(key, { statusKey: approval, totalGrossValue: amounts[fate] });
	}
	waiting = a.records(orders).slice(0, fates.length);
}

let workflow = '';

export const approvalTests: EndToEndTest[] = [
	test('approval: the largest orders are put to a person, each by itself', async ({ n8n }) => {
		const { inbox } = peers();
		await begin();
		const settings = {
			sendTo: inbox.url,
			hoursToDecide: HOURS_TO_DECIDE,
			mostOrders: ASKED.length,
		};
		const example = Object.entries(settings).reduce(
			(adapted, [name, value]) => withSetting(adapted, name, value),
			await readExample('purchase-order-approval'),
		);
		workflow = await storeWorkflow(n8n.client, example);
		await activateWorkflow(n8n.client, workflow);
		const before = inbox.messages.length;
		const { status, error } = await runWorkflow(n8n.client, workflow);
		equal(status, 'success', error);
		await until('four questions', () => inbox.messages.length >= before + 4, 30_000);
		const questions = inbox.messages.slice(before);
		forms = new Map(
			questions.map((text) => [
				/^Purchase order (\S+) /.exec(text)?.[1] ?? '',
				/https?:\S+$/.exec(text)?.[0] ?? '',
			]),
		);
		deepEqual([...forms.keys()].sort(), ASKED.map((fate) => orderOf(fate).orderNo).sort());
		match(
			String(questions[0]),
			/ over 10001\.00 waits for approval\. Decide within 0\.025 hours: /,
		);
	}),
	test('approval: a form stays closed without the secret of its link, where links have one', async ({
		n8n,
	}, tell) => {
		await until(
			'as many that wait',
			async () => (await waitingExecutions(n8n.client, workflow)) === ASKED.length,
			30_000,
		);
		const [bare = '', secret] = (forms.get(String(orderOf('left').orderNo)) ?? '').split('?');
		tell(secret ? 'links have a secret' : 'links have none');
		equal((await fetch(bare)).status, secret ? 401 : 200);
	}),
	test('approval: a decision becomes the status of its order', async () => {
		equal(await decide(orderOf('approved').orderNo, 'Approve'), 200);
		equal(await decide(orderOf('rejected').orderNo, 'Reject'), 200);
		await put(orderOf('changed meanwhile').key, { totalGrossValue: '90000.00' });
		equal(await decide(orderOf('changed meanwhile').orderNo, 'Approve'), 200);
		await until(
			'two new statuses',
			() =>
				orderOf('approved').statusKey === statusNamed('Approved') &&
				orderOf('rejected').statusKey === statusNamed('Cancelled'),
			30_000,
		);
	}),
	test('approval: what nobody decides on, or what has changed meanwhile, stays as it is', async ({
		n8n,
	}) => {
		await until(
			'none that waits',
			async () => (await waitingExecutions(n8n.client, workflow)) === 0,
		);
		const executions = await executionsOf(n8n.client, workflow);
		const said = (node: string) =>
			executions.flatMap((execution) => execution.items(node).map(({ json }) => json));
		const by = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
		deepEqual(
			said('Decided').sort(by),
			[
				{ orderNo: orderOf('approved').orderNo, decision: 'Approve' },
				{ orderNo: orderOf('rejected').orderNo, decision: 'Reject' },
			].sort(by),
		);
		deepEqual(
			said('Left as It Is').sort(by),
			[
				{ orderNo: orderOf('left').orderNo, reason: 'Nobody decided in time' },
				{
					orderNo: orderOf('changed meanwhile').orderNo,
					reason: 'The order was changed while it waited',
				},
			].sort(by),
		);
		for (const fate of ['left', 'changed meanwhile', ...NOT_ASKED] as const) {
			equal(orderOf(fate).statusKey, statusNamed('Waiting for approval'));
		}
		for (const fate of ['left', ...NOT_ASKED] as const) {
			deepEqual(orderOf(fate), waiting[fates.indexOf(fate)]);
		}
		await deactivateWorkflow(n8n.client, workflow);
	}),
];
