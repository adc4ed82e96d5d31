import { deepEqual, equal } from 'node:assert/strict';
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

let cluster: Cluster;
let workflow: string;

const isRepeated = (index: number): boolean => index % (EVENTS / REPEATED) === 0;

async function deliver(id: string, to: number): Promise<number> {
	const body = JSON.stringify({ id, event: 'purchase_order.updated', data: { key: id } });
	const signature = createHmac('sha256', SECRET).update(body).digest('base64');
	const url = `${cluster.urls[to % cluster.urls.length]}/webhook/makini-queue/webhook`;
	const headers = { 'content-type': 'application/json', 'x-makini-signature': signature };
	return (await post(url, { body, headers })).status;
}

/** How often each of these events was executed. */
async function executed(prefix: string): Promise<{ missing: number; twice: number }> {
	while ((await cluster.underWay(workflow)) > 0) await wait(500);
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
 * n8n stores what a trigger knows as a whole, with each delivery. Of two processes that do so at the same moment the last
 * one wins, so that an event which the other one has stored can be unknown until that one stores again.
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
	},
	tests,
	async after() {
		await cluster.stop();
	},
};

/** Needs Redis and PostgreSQL. */
export const queueSuites: Suite[] = hasServices() ? [queueSuite] : [];
