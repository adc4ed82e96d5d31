import { deepEqual, equal, match } from 'node:assert/strict';
import { withSetting } from '../../../scripts/host/adaptation';
import { readExample } from '../../../scripts/host/demo';
import { runWorkflow, type Execution } from '../../../scripts/host/executions';
import type { N8nClient } from '../../../scripts/host/rest';
import { activateWorkflow, storeWorkflow } from '../../../scripts/host/workflows';
import type { StoredRecord } from '../../../sandbox/server/server';
import { until } from '../active/workflow';
import type { EndToEndTest } from '../suite';
import { BEFORE, orders, peers, test } from './peers';

let workflow = '';

/** Orders of A that the workflow is to bring, by what becomes of them. */
let changed: StoredRecord[] = [];

const orderIn = (name: 'a' | 'b', orderNo: unknown): StoredRecord | undefined =>
	peers()
		[name].records(orders)
		.find((order) => order.orderNo === orderNo);

const writesToB = (): number => {
	const { byMethod } = peers().b.counters();
	return (byMethod.POST ?? 0) + (byMethod.PUT ?? 0);
};

interface Asked {
	question: string;
	/** How it ended, after the answer. */
	finished: Promise<Execution>;
}

/** Runs the workflow as far as the question. */
async function ask(client: N8nClient): Promise<Asked> {
	const { inbox } = peers();
	const before = inbox.messages.length;
	const finished = runWorkflow(client, workflow);
	await until('asked', () => inbox.messages.length > before, 30_000);
	return { question: String(inbox.messages.at(-1)), finished };
}

async function decide(question: string, decision: 'Write' | 'Leave'): Promise<void> {
	const form = /https?:\S+/.exec(question)?.[0] ?? '';
	equal((await fetch(form)).status, 200);
	const body = new FormData();
	body.append('field-0', decision);
	equal((await fetch(form, { method: 'POST', body })).status, 200);
}

export const previewTests: EndToEndTest[] = [
	test('preview: a person gets the differences by name, and nothing is written before the answer', async ({
		n8n,
	}) => {
		const { a, b, inbox } = peers();
		const [first, second, third] = a.records(orders);
		const vendor = a.records('vendors').find(({ key }) => key !== first?.vendorKey);
		a.change({
			entity: orders,
			createWith: [{ orderNo: 'PO-NEW-1' }],
			updateWith: [
				{ key: first?.key ?? '', vendorKey: vendor?.key ?? '' },
				{ key: second?.key ?? '', title: 'Another title' },
				{ key: third?.key ?? '', title: 'Changed on both sides' },
			],
		});
		changed = a.records(orders).filter(({ updatedAt }) => String(updatedAt) >= BEFORE);
		equal(changed.length, 4);
		b.reset();
		const example = ['sendTo', 'changedSince'].reduce(
			(adapted, name) => withSetting(adapted, name, name === 'sendTo' ? inbox.url : BEFORE),
			await readExample('preview-then-write'),
		);
		workflow = await storeWorkflow(n8n.client, example);
		await activateWorkflow(n8n.client, workflow);
		const { question, finished } = await ask(n8n.client);
		match(question, /^Orders for B: /);
		match(question, /1 wouldCreate/);
		match(question, /3 wouldUpdate/);
		match(question, new RegExp(`${String(first?.orderNo)}: vendor .*${String(vendor?.code)}`));
		match(question, /title .* -> Another title/);
		equal(writesToB(), 0);
		// Somebody changes the third order in B before the answer.
		b.change({ entity: orders, updateWith: [{ key: third?.key ?? '', title: 'Changed in B' }] });
		await decide(question, 'Write');
		const execution = await finished;
		equal(execution.status, 'success', execution.error);
		const written = execution.items('Written').map(({ json }) => json.writeResult);
		deepEqual(written.sort(), ['created', 'updated', 'updated']);
		const [left, ...others] = execution.items('Not Written');
		deepEqual([left?.json.orderNo, others], [third?.orderNo, []]);
		match(String(left?.json.reason), /changed/);
		equal(orderIn('b', 'PO-NEW-1')?.title, orderIn('a', 'PO-NEW-1')?.title);
		equal(orderIn('b', first?.orderNo)?.vendorKey, vendor?.key);
		equal(orderIn('b', second?.orderNo)?.title, 'Another title');
		equal(orderIn('b', third?.orderNo)?.title, 'Changed in B');
	}),
	test('preview: nothing is written where the person says so', async ({ n8n }) => {
		const { a, b } = peers();
		const [order] = a.records(orders);
		a.change({ entity: orders, updateWith: [{ key: order?.key ?? '', title: 'Not this one' }] });
		b.reset();
		const { question, finished } = await ask(n8n.client);
		match(question, /title .* -> Not this one/);
		await decide(question, 'Leave');
		equal((await finished).status, 'success');
		equal(writesToB(), 0);
	}),
];
