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

/** Delivers all events by turns to the processes, and some of them again, to another one. */
async function deliverAll(prefix: string, again: 'at once' | 'later'): Promise<number[]> {
	const slots = pLimit(20);
	const all = Array.from({ length: EVENTS }, (_, index) => index);
	const statuses = await Promise.all(
		all.flatMap((index) => [
			slots(async () => await deliver(`${prefix}${index}`, index)),
			...(again === 'at once' && isRepeated(index)
				? [slots(async () => await deliver(`${prefix}${index}`, index + 1))]
				: []),
		]),
	);
	if (again === 'at once') return statuses;
	await wait(LATER);
	const repeated = all.filter(isRepeated);
	return [
		...statuses,
		...(await Promise.all(
			repeated.map(async (index) => await slots(() => deliver(`${prefix}${index}`, index + 1))),
		)),
	];
}

const tests: EndToEndTest[] = [
	{
		name: 'what is repeated later, to another process, starts nothing',
		async run(_, tell) {
			const statuses = await deliverAll('later-', 'later');
			deepEqual([...new Set(statuses)], [200]);
			const { missing, twice } = await executed('later-');
			tell(
				`${EVENTS} events, ${REPEATED} repeated after ${LATER} ms to another process: ${missing} missing, ${twice} twice`,
			);
			equal(missing, 0);
			equal(twice, 0);
		},
	},
	{
		name: 'what is repeated at the same moment, to another process, is never lost',
		async run(_, tell) {
			const statuses = await deliverAll('same-', 'at once');
			deepEqual([...new Set(statuses)], [200]);
			const { missing, twice } = await executed('same-');
			tell(
				`${EVENTS} events, ${REPEATED} repeated at once to another process: ${missing} missing, ${twice} twice`,
			);
			equal(missing, 0);
		},
	},
];

/** Several n8n processes that share one workflow, as in n8n's queue mode. */
export const queueSuite: Suite = {
	name: 'queue',
	async before({ host }) {
		cluster = await Cluster.start(host, 2);
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
