import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import pLimit from 'p-limit';
import { startSandbox, type ConnectionControl, type RunningSandbox } from '../../sandbox/server';
import type { StormFigures } from '../../sandbox/webhooks/storm';
import type { EndToEndTest, Suite } from './suite';
import { forgeries } from './webhooks/forgeries';
import { post, type Answer } from './webhooks/http';
import { Proxy } from './webhooks/proxy';
import { Receiver } from './webhooks/receiver';

const SECRET = 'wh-secret-51d2e84b06';
const RECEIVED: Answer = { status: 200, body: '{"message":"Received"}' };
const REFUSALS: Readonly<Record<number, string>> = {
	400: '{"message":"Not a JSON object"}',
	401: '{"message":"Unauthorized"}',
	413: '{"message":"Payload too large"}',
};

/** Deliveries of a storm, a tenth of them repetitions. */
const STORM = 5000;

let receiver: Receiver;
let sandbox: RunningSandbox;
let makini: ConnectionControl;

const test = (name: string, run: () => Promise<void>): EndToEndTest => ({ name, run });

async function send(body: string, secret = SECRET): Promise<Answer> {
	const signature = createHmac('sha256', secret).update(body).digest('base64');
	return await post(receiver.url, { body, headers: { 'x-makini-signature': signature } });
}

const anEvent = () => JSON.stringify({ id: randomUUID(), event: 'sync.completed' });

interface Outcome {
	missing: number;
	twice: number;
	foreign: number;
	failed: number;
}

/** What became of the events with these IDs. */
async function outcome(ids: readonly string[], after: number): Promise<Outcome> {
	const executions = await receiver.executions(after);
	const counts = new Map(ids.map((id) => [id, 0]));
	let foreign = 0;
	for (const { item } of executions) {
		const id = String(item?.raw.id);
		const count = counts.get(id);
		if (count === undefined || item?.deliveryId !== id) foreign += 1;
		else counts.set(id, count + 1);
	}
	const values = [...counts.values()];
	return {
		missing: values.filter((count) => count === 0).length,
		twice: values.filter((count) => count > 1).length,
		foreign,
		failed: executions.filter(({ status }) => status !== 'success').length,
	};
}

function tell(figures: StormFigures, result: Outcome, more: Record<string, unknown>): void {
	const { ids, running, ...rest } = figures;
	console.log(`    ${JSON.stringify({ ...rest, ...result, ...more })}`);
	equal(running, false);
	equal(ids.length, rest.distinct);
}

async function storm(events: number, url = receiver.url): Promise<StormFigures> {
	const id = makini.addWebhook({ url, secret: SECRET });
	try {
		const plan = { events, repeatShare: 0.1, shuffle: true, concurrency: 50, retrySeconds: 1 };
		return await makini.storm({ ...plan, webhook: id, forSeconds: 200 });
	} finally {
		makini.removeWebhook(id);
	}
}

/**
 * Restarts n8n in the middle of a storm, as one does who runs it behind a proxy: first nothing new is let through, then
 * n8n is asked to end. n8n goes on to receive while it waits for what it executes to end, and gives that up after 30 s.
 */
async function stormWithRestart(events: number) {
	const after = await receiver.lastExecution();
	const proxy = await Proxy.start(receiver.origin);
	try {
		const running = storm(events, `${proxy.url}${receiver.path}`);
		while ((makini.stormFigures()?.acknowledged ?? 0) < events * 0.4) await wait(20);
		await proxy.close();
		const endedAfterMs = await receiver.restart();
		proxy.reopen();
		const figures = await running;
		await wait(1000);
		const result = await outcome(figures.ids, after);
		tell(figures, result, { endedAfterMs });
		return { figures, result };
	} finally {
		proxy.stop();
	}
}

/** Everything once: nothing missing, nothing twice, nothing else, nothing failed. */
const ONCE: Outcome = { missing: 0, twice: 0, foreign: 0, failed: 0 };

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

/** Makini's webhooks against a real n8n of its own. */
export const webhooksSuite: Suite = {
	name: 'webhooks',
	async before({ host }) {
		sandbox = await startSandbox({
			connections: [
				{ name: 'a', token: 'a', systemType: 'erp', apiStyle: 'module', orders: 100, vendors: 5 },
			],
		});
		makini = sandbox.connection('a');
		receiver = await Receiver.start(host);
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
		test(`${STORM} deliveries, a tenth of them repeated: each event once`, async () => {
			const after = await receiver.lastExecution();
			const before = receiver.memory;
			const figures = await storm(STORM);
			await wait(1000);
			const result = await outcome(figures.ids, after);
			tell(figures, result, { memoryBefore: before, memoryAfter: receiver.memory });
			equal(figures.distinct, STORM * 0.9);
			deepEqual(result, ONCE);
			deepEqual(figures.statuses, { 200: STORM });
			ok((figures.maxMs ?? Infinity) < 10_000);
		}),
		test('the same with a restart of n8n in the middle: each event once', async () => {
			const { figures, result } = await stormWithRestart(STORM);
			deepEqual(result, ONCE);
			equal(figures.givenUp, 0);
			ok((figures.errors.ECONNRESET ?? 0) > 0, 'nothing was sent while n8n was away');
		}),
	],
	async after() {
		await receiver.stop();
		await sandbox.stop();
	},
};
