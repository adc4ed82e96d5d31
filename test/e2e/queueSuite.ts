import { deepEqual, equal, ok } from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';
import { hasServices } from '../../scripts/host/services';
import { activateWorkflow, storeCredential, storeWorkflow } from '../../scripts/host/workflows';
import { Cluster } from './queue/cluster';
import type { EndToEndTest, Suite } from './suite';
import { post } from './webhooks/http';

const SECRET = 'wh-secret-of-the-queue';
const CREDENTIAL = 'Makini queue';
const TRIGGER = 'Makini Trigger';

/** Different events, and how many of them are delivered twice. */
const EVENTS = 400;
const REPEATED = 100;

/** A sender waits at least this long before it repeats; Makini says 30 s. In ms. */
const LATER = 2000;

/** Executions of which nothing has become for so long are not under way any more. In ms. */
const STUCK = 20_000;

/** Deliveries under way at once when a process is killed. */
const AT_ONCE = 20;

let cluster: Cluster;
let workflow: string;

const isRepeated = (index: number): boolean => index % (EVENTS / REPEATED) === 0;

const addressOf = (to: number): string =>
	`${cluster.urls[to % cluster.urls.length]}/webhook/makini-queue/webhook`;

async function deliver(id: string, to: number): Promise<number> {
	const body = JSON.stringify({ id, event: 'purchase_order.updated', data: { key: id } });
	const signature = createHmac('sha256', SECRET).update(body).digest('base64');
	const headers = { 'content-type': 'application/json', 'x-makini-signature': signature };
	return (await post(addressOf(to), { body, headers })).status;
}

/** Waits until each process knows the address, which can be a moment after n8n says that the workflow is active. */
async function untilKnown(): Promise<void> {
	const unsigned = { body: '{}', headers: {} };
	for (const [to] of cluster.urls.entries()) {
		while ((await post(addressOf(to), unsigned)).status === 404) await wait(200);
	}
}

/** Waits until all executions are over, or nothing has become of the rest for a while: their process is gone. */
async function untilQuiet(): Promise<number> {
	let [left, since] = [await cluster.underWay(workflow), Date.now()];
	while (left > 0 && Date.now() - since < STUCK) {
		await wait(500);
		const now = await cluster.underWay(workflow);
		if (now !== left) [left, since] = [now, Date.now()];
	}
	return left;
}

/**
 * How often each of these events was executed.
 * @param mostLeft executions that may never end.
 */
async function executed(
	prefix: string,
	mostLeft = 0,
): Promise<{ missing: number; twice: number; left: number }> {
	const left = await untilQuiet();
	ok(left <= mostLeft, `${left} executions are not over`);
	const outputs = await cluster.outputs(workflow, TRIGGER);
	const counts = new Map(Array.from({ length: EVENTS }, (_, index) => [`${prefix}${index}`, 0]));
	for (const { raw } of outputs) {
		const id = String((raw as { id?: unknown } | undefined)?.id);
		const count = counts.get(id);
		if (count !== undefined) counts.set(id, count + 1);
	}
	const values = [...counts.values()];
	return {
		missing: values.filter((count) => count === 0).length,
		twice: values.filter((count) => count > 1).length,
		left,
	};
}

interface Way {
	name: string;
	/** Deliveries under way at once. */
	concurrency: number;
	again: 'at once' | 'later';
	/** Nothing may be executed twice. */
	isExact: boolean;
}

/**
 * n8n stores what a trigger knows as a whole, with each delivery. Of two processes that do so at
 * the same moment the last one wins, so that an event which the other one has stored can be unknown
 * until that one stores again.
 */
const ways: Way[] = [
	{ name: 'one at a time, repeated later', concurrency: 1, again: 'later', isExact: true },
	{ name: 'many at once, repeated later', concurrency: 20, again: 'later', isExact: false },
	{ name: 'many at once, repeated at once', concurrency: 20, again: 'at once', isExact: false },
];

/** Delivers all events by turns to the processes, and some of them again, to another one. */
async function deliverAll(prefix: string, { concurrency, again }: Way): Promise<number[]> {
	const slots = pLimit(concurrency);
	const all = Array.from({ length: EVENTS }, (_, index) => index);
	const send = async (index: number, to: number): Promise<number> =>
		await slots(async () => await deliver(`${prefix}${index}`, to));
	const statuses = await Promise.all(
		all.flatMap((index) => [
			send(index, index),
			...(again === 'at once' && isRepeated(index) ? [send(index, index + 1)] : []),
		]),
	);
	if (again === 'at once') return statuses;
	await wait(LATER);
	const repeated = all.filter(isRepeated).map(async (index) => await send(index, index + 1));
	return [...statuses, ...(await Promise.all(repeated))];
}

/** Delivers all events by turns, kills one of the two processes in the middle, and gives those that got no answer. */
async function deliverAndKill(prefix: string): Promise<number[]> {
	const slots = pLimit(AT_ONCE);
	const unanswered: number[] = [];
	let [answered, killing] = [0, Promise.resolve()];
	const send = async (index: number): Promise<void> => {
		const status = await deliver(`${prefix}${index}`, index).catch(() => 0);
		if (status !== 200) unanswered.push(index);
		else answered += 1;
		if (answered === EVENTS / 2 && status === 200) killing = cluster.kill('webhook-2');
	};
	await Promise.all(
		Array.from({ length: EVENTS }, (_, index) => slots(async () => await send(index))),
	);
	await killing;
	return unanswered;
}

const killed: EndToEndTest = {
	name: 'a webhook process killed in the middle, what it did not answer repeated to the other one',
	async run(_, tell) {
		const prefix = 'killed-';
		const unanswered = await deliverAndKill(prefix);
		await wait(LATER);
		for (const index of unanswered) equal(await deliver(`${prefix}${index}`, 0), 200);
		// What the process had stored and not yet handed over when it was killed, no worker ever gets.
		const { missing, twice, left } = await executed(prefix, AT_ONCE);
		tell(
			`${EVENTS} events, ${unanswered.length} not answered: ${missing} missing, ${twice} twice, ${left} executions never over`,
		);
		ok(unanswered.length > 0, 'nothing was sent to the process that was killed');
		ok(missing + twice <= AT_ONCE, 'more than was under way');
	},
};

const tests: EndToEndTest[] = ways.map((way, number) => ({
	name: `events to two webhook processes, ${way.name} to the other one: none is missing${way.isExact ? ', none twice' : ''}`,
	async run(_, tell) {
		const prefix = `way-${number}-`;
		const statuses = await deliverAll(prefix, way);
		deepEqual([...new Set(statuses)], [200]);
		const { missing, twice } = await executed(prefix);
		tell(`${EVENTS} events, ${REPEATED} repeated: ${missing} missing, ${twice} twice`);
		equal(missing, 0);
		if (way.isExact) equal(twice, 0);
	},
}));

/** Several n8n processes that share one workflow, as in n8n's queue mode. */
export const queueSuite: Suite = {
	name: 'queue',
	async before({ host }) {
		cluster = await Cluster.start(host, { workers: 1, concurrency: 10, webhookProcesses: 2 });
		const { client } = cluster;
		await storeCredential(client, {
			name: CREDENTIAL,
			type: 'makiniApi',
			data: {
				apiToken: 'token-for-tests',
				baseUrl: 'https://makini.invalid',
				systemType: 'erp',
				apiStyle: 'module',
				webhookSecret: SECRET,
				previousWebhookSecret: '',
			},
		});
		workflow = await storeWorkflow(client, {
			name: 'Webhooks of a queue',
			nodes: [
				{
					id: 'trigger',
					name: TRIGGER,
					type: 'n8n-nodes-makini.makiniTrigger',
					typeVersion: 1,
					position: [0, 0],
					webhookId: 'makini-queue',
					parameters: { events: ['recordUpdated'] },
					credentials: { makiniApi: { id: null, name: CREDENTIAL } },
				},
			],
			connections: {},
		});
		await activateWorkflow(client, workflow);
		await untilKnown();
	},
	tests: [...tests, killed],
	async after() {
		await cluster.stop();
	},
};

/** Needs Redis and PostgreSQL. */
export const queueSuites: Suite[] = hasServices() ? [queueSuite] : [];
