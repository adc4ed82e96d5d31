import nock from '../../support/nock';
import { activateNode, type PolledNode } from '../../support/engine';
import { WebhookHost } from '../../support/engine/webhookHost';
import { credentialsFor, startPeer, type Peer } from '../support';
import type { Scenario } from './scenario';

async function messageOf(work: Promise<unknown>): Promise<string> {
	const outcome = await work.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (!(outcome instanceof Error)) throw new Error('Nothing went wrong');
	return outcome.message;
}

async function whilePolling(
	{ credentials }: Pick<Peer, 'credentials'>,
	more: Partial<PolledNode> = {},
): Promise<string> {
	const node = await activateNode({
		node: 'MakiniPollingTrigger',
		credentials,
		parameters: { source: 'records', entity: 'purchaseOrder', events: ['created', 'updated'] },
		...more,
	});
	return await messageOf(node.poll());
}

async function withoutSecret(): Promise<string> {
	const host = await WebhookHost.start({
		parameters: { events: ['recordUpdated'] },
		credentials: credentialsFor('https://makini.test', { webhookSecret: '' }),
	});
	try {
		return await messageOf(host.activate());
	} finally {
		await host.stop();
	}
}

/** A connection whose list comes in an order of its own. */
async function unsorted(): Promise<string> {
	// Of its own: after failures in a row a host is left alone for a while.
	const url = 'https://unsorted.test';
	const data = ['2026-05-01', '2026-05-03'].map((day, index) => ({
		key: `po-${index}`,
		updatedAt: `${day}T00:00:00Z`,
	}));
	nock(url)
		.get(/.*/)
		.times(5)
		.reply(200, { data, meta: { current_page: 1, last_page: 2, total: 4 } });
	return await whilePolling({ credentials: credentialsFor(url) });
}

/** What can go wrong with the two triggers. */
export const triggerScenarios: Scenario[] = [
	{
		message:
			'The Makini credential has no webhook secret, so no event could be verified<. What to do>',
		happen: withoutSecret,
	},
	{
		message: 'There are no <purchase orders> to show',
		happen: async () => await whilePolling(await startPeer({ orders: 0 }), { mode: 'manual' }),
	},
	{
		message: 'Makini gave nothing within the <45> s of this poll',
		happen: async () => await whilePolling(await startPeer({ latencyMs: 3000 }), { budgetMs: 100 }),
	},
	{
		message: 'This connection does not sort <purchase orders> by <updatedAt>',
		happen: unsorted,
	},
];
