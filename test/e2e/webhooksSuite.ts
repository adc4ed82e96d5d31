import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import pLimit from 'p-limit';
import type { ConnectionControl } from '../../sandbox/server/server';
import type { EndToEndTest, Suite } from './suite';
import { forgeries } from './webhooks/forgeries';
import { post, type Answer } from './webhooks/http';
import type { Receiver } from './webhooks/receiver';
import { SECRET, startStage, type Stage } from './webhooks/stage';

const RECEIVED: Answer = { status: 200, body: '{"message":"Received"}' };
const REFUSALS: Readonly<Record<number, string>> = {
	400: '{"message":"Not a JSON object"}',
	401: '{"message":"Unauthorized"}',
	413: '{"message":"Payload too large"}',
};

let stage: Stage;
let receiver: Receiver;
let makini: ConnectionControl;

const test = (name: string, run: () => Promise<void>): EndToEndTest => ({ name, run });

async function send(body: string, secret = SECRET): Promise<Answer> {
	const signature = createHmac('sha256', secret).update(body).digest('base64');
	return await post(receiver.url, { body, headers: { 'x-webhook-signature': signature } });
}

const anEvent = () => JSON.stringify({ id: randomUUID(), event: 'sync.completed' });

const untilQuiet = async (ids: readonly string[]) => {
	const open = () =>
		makini.deliveries().filter(({ id, state }) => ids.includes(id) && state === 'pending');
	for (let n = 0; open().length > 0 && n < 300; n += 1) await wait(100);
};

/** Every form in which the sandbox can sign and write an event. */
async function everyForm(): Promise<Array<{ id: string; form: string }>> {
	const spellings = ['dotted', 'pascal', 'kebab', 'upper'] as const;
	const sent: Array<{ id: string; form: string }> = [];
	for (const encoding of ['base64', 'hex'] as const)
		for (const prefix of ['', 'sha256='])
			for (const signs of ['raw', 'parsed'] as const)
				for (const escaping of ['json', 'php'] as const)
					for (const shape of ['flat', 'camel', 'nested'] as const) {
						const spelling = spellings[sent.length % spellings.length];
						const form = { encoding, prefix, signs, escaping, shape, spelling };
						const webhook = makini.addWebhook({ url: receiver.url, secret: SECRET, ...form });
						const data = { note: 'a/b café — 部品' };
						const ids = makini.fire({ type: 'record.updated', entity: 'purchase-orders', data });
						await untilQuiet(ids);
						makini.removeWebhook(webhook);
						sent.push(...ids.map((id) => ({ id, form: JSON.stringify(form) })));
					}
	return sent;
}

/** The published list of IDs, in every form of a signature and every spelling of an entity's two words. */
async function everyThinForm(): Promise<Array<{ keys: string[]; form: string }>> {
	const spellings = ['dotted', 'camel', 'pascal', 'kebab', 'spaced', 'upper'] as const;
	const sent: Array<{ keys: string[]; form: string }> = [];
	for (const encoding of ['base64', 'hex'] as const)
		for (const header of ['X-Webhook-Signature', 'x-makini-signature'])
			for (const signs of ['raw', 'parsed'] as const)
				for (const escaping of ['json', 'php'] as const) {
					const spelling = spellings[sent.length % spellings.length];
					const form = { encoding, header, signs, escaping, spelling, shape: 'ids' } as const;
					const webhook = makini.addWebhook({ url: receiver.url, secret: SECRET, ...form });
					const keys = [1, 2, 3].map((n) => `wo/${sent.length}/é${n}`);
					const ids = makini.fire({ type: 'record.inserted', entity: 'work-orders', keys });
					await untilQuiet(ids);
					makini.removeWebhook(webhook);
					sent.push({ keys, form: JSON.stringify(form) });
				}
	return sent;
}

/** Makini's webhooks against a real n8n of its own. */
export const webhooksSuite: Suite = {
	name: 'webhooks',
	async before({ host }) {
		stage = await startStage(host);
		({ receiver, makini } = stage);
	},
	tests: [
		test('a trigger without a secret is not activated, and says what to do', async () => {
			await receiver.setSecrets('');
			const error = await receiver.activate().then(
				() => '',
				(reason: unknown) => String(reason),
			);
			match(error, /has no webhook secret.*Developers > Webhooks.*Verify Signature/);
		}),
		test('every form of a signed event is accepted and read', async () => {
			await receiver.setSecrets(SECRET);
			await receiver.activate();
			const sent = await everyForm();
			equal(sent.length, 48);
			const items = (await receiver.executions()).map(({ item }) => item);
			for (const { id, form } of sent) {
				const matching = items.filter((item) => item?.deliveryId === id);
				equal(matching.length, 1, form);
				equal(matching[0]?.event, 'recordUpdated', form);
			}
			equal(items.length, 48);
		}),
		test('a list of IDs is accepted in every form, one item an ID', async () => {
			const after = await receiver.lastExecution();
			const sent = await everyThinForm();
			equal(sent.length, 16);
			const executions = await receiver.executions(after);
			equal(executions.length, 16);
			for (const { keys, form } of sent) {
				const of = executions.find(({ item }) => item?.data.key === keys[0]);
				deepEqual(
					of?.items.map(({ event, entity, data }) => ({ event, entity, ...data })),
					keys.map((key) => ({ event: 'recordInserted', entity: 'workOrder', key })),
					form,
				);
			}
		}),
		test('500 lists of 20 IDs, 50 at once, a tenth repeated: each once', async () => {
			const after = await receiver.lastExecution();
			const webhook = makini.addWebhook({ url: receiver.url, secret: SECRET, shape: 'ids' });
			const figures = await makini.storm({
				...{ events: 500, keys: 20, concurrency: 50, hangUpShare: 0.1 },
				...{ webhook, type: 'record.updated', entity: 'assets', retrySeconds: 2 },
			});
			makini.removeWebhook(webhook);
			await wait(1000);
			const executions = await receiver.executions(after);
			const keys = executions.flatMap(({ items }) => items.map(({ data }) => String(data.key)));
			const { hungUp, attempts, statuses, errors, medianMs, maxMs, seconds } = figures;
			const told = { executions: executions.length, keys: keys.length };
			const shown = { hungUp, attempts, statuses, errors, medianMs, maxMs, seconds, ...told };
			console.log(`    ${JSON.stringify(shown)}`);
			equal(hungUp, 50);
			equal(executions.length, 500);
			equal(new Set(keys).size, 500 * 20);
			equal(keys.length, 500 * 20);
			// Once more, as new changes of the same assets: they were acknowledged.
			const body = JSON.stringify({ event: 'assets.updated', body: ['x'] });
			deepEqual([await send(body), await send(body)], [RECEIVED, RECEIVED]);
			equal((await receiver.executions(executions.at(-1)?.id)).length, 2);
		}),
		test('an event is accepted packed and whatever its content type is', async () => {
			const headersFor = (body: string) => ({
				'x-makini-signature': createHmac('sha256', SECRET).update(body).digest('hex'),
			});
			const types = [
				'application/json; charset=utf-8',
				'text/plain',
				'application/xml',
				'text/x',
				'',
			];
			for (const type of [...types, 'multipart/form-data; boundary=x']) {
				const body = anEvent();
				const headers = { ...headersFor(body), 'content-type': type };
				deepEqual(await post(receiver.url, { body, headers }), RECEIVED, type);
			}
			const body = anEvent();
			const headers = { ...headersFor(body), 'content-encoding': 'gzip' };
			deepEqual(await post(receiver.url, { body: gzipSync(body), headers }), RECEIVED);
		}),
		test('what is signed but no event gets 400', async () => {
			const after = await receiver.lastExecution();
			for (const body of ['[]', '"text"', 'text', '7', 'null', '']) {
				deepEqual(await send(body), { status: 400, body: REFUSALS[400] });
			}
			equal((await receiver.executions(after)).length, 0);
		}),
		test('forged requests start nothing and learn nothing', async () => {
			const after = await receiver.lastExecution();
			const all = forgeries(SECRET);
			const limit = pLimit(8);
			const answers = await Promise.all(
				all.map((forgery) => limit(async () => await post(receiver.url, forgery))),
			);
			const statuses: Record<number, number> = {};
			for (const [index, { name, status = 401 }] of all.entries()) {
				deepEqual(answers[index], { status, body: REFUSALS[status] }, name);
				statuses[status] = (statuses[status] ?? 0) + 1;
			}
			ok(all.length >= 200);
			equal((await receiver.executions(after)).length, 0);
			console.log(`    ${all.length} forgeries: ${JSON.stringify(statuses)}`);
		}),
		test('a workflow stored without the hidden option starts nothing either', async () => {
			await receiver.activate({ options: { ignoreStale: false } });
			const after = await receiver.lastExecution();
			const limit = pLimit(8);
			const statuses: Record<number, number> = {};
			await Promise.all(
				forgeries(SECRET).map((forgery) =>
					limit(async () => {
						const { status } = await post(receiver.url, forgery);
						ok(status >= 400, forgery.name);
						statuses[status] = (statuses[status] ?? 0) + 1;
					}),
				),
			);
			equal((await receiver.executions(after)).length, 0);
			deepEqual(await send(anEvent()), RECEIVED);
			console.log(`    ${JSON.stringify(statuses)}`);
			await receiver.activate();
		}),
		test('secrets are replaced without losing an event', async () => {
			await receiver.setSecrets('new-secret', SECRET);
			deepEqual(await send(anEvent()), RECEIVED);
			deepEqual(await send(anEvent(), 'new-secret'), RECEIVED);
			await receiver.deactivate();
			await receiver.setSecrets('new-secret');
			await receiver.activate();
			equal((await send(anEvent())).status, 401);
			deepEqual(await send(anEvent(), 'new-secret'), RECEIVED);
			await receiver.setSecrets(SECRET);
		}),
	],
	async after() {
		await stage.stop();
	},
};
