import { deepEqual, equal, ok } from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { ConnectionControl } from '../../sandbox/server/server';
import type { StormFigures } from '../../sandbox/webhooks/storm';
import type { Suite } from './suite';
import { Proxy } from './webhooks/proxy';
import type { Receiver } from './webhooks/receiver';
import { SECRET, startStage, type Stage } from './webhooks/stage';

/** Deliveries of a storm, a tenth of them repetitions. */
const STORM = 5000;

let stage: Stage;
let receiver: Receiver;
let makini: ConnectionControl;

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

/** Thousands of Makini's webhooks against a real n8n of its own. */
export const stormsSuite: Suite = {
	name: 'storms',
	async before({ host }) {
		stage = await startStage(host);
		({ receiver, makini } = stage);
		await receiver.setSecrets(SECRET);
		await receiver.activate();
	},
	tests: [
		{
			name: `${STORM} deliveries, a tenth of them repeated: each event once`,
			async run() {
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
			},
		},
		{
			name: 'the same with a restart of n8n in the middle: each event once',
			async run() {
				const { figures, result } = await stormWithRestart(STORM);
				deepEqual(result, ONCE);
				equal(figures.givenUp, 0);
				ok((figures.errors.ECONNRESET ?? 0) > 0, 'nothing was sent while n8n was away');
			},
		},
	],
	async after() {
		await stage.stop();
	},
};
