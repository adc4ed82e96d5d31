import type { FaultRule } from '../../../sandbox/server/server';
import type { NodeResult } from '../../support/engine';
import {
	credentialsFor,
	holdTime,
	mapped,
	orders,
	passUntil,
	run,
	shown,
	startPeer,
	TOKEN,
} from '../support';

/** A message of the page, and a case that gives it. */
export interface Scenario {
	/** As the page has it: what differs from case to case stands in angle brackets. */
	message: string;
	/** Lets the case happen and gives the message that people see. */
	happen: () => Promise<string>;
}

/** The message as n8n shows it, without the number of the item. */
export const said = (result: NodeResult): string =>
	shown(result).message.replace(/ \[item \d+\]$/, '');

export const listing = orders('getAll');
export const creating = orders('create', mapped({ orderNo: 'N-1', title: 'Bearings' }));

/** What listing orders says while the sandbox does something else than answer. */
export async function whileListing(...faults: FaultRule[]): Promise<string> {
	const peer = await startPeer({ faults });
	return said(await run(peer, listing));
}

/** The same for something that is tried again before it is told: the waits take no time. */
export async function whilePatientlyListing(...faults: FaultRule[]): Promise<string> {
	const peer = await startPeer({ faults });
	holdTime();
	return said(await passUntil(run(peer, listing), 5_000));
}

/** What creating an order says while the sandbox does something else than answer. */
export async function whileCreating(...faults: FaultRule[]): Promise<string> {
	const peer = await startPeer({ faults });
	return said(await run(peer, creating));
}

/** What listing orders says with such a credential, against a sandbox that is in order. */
export async function withCredential(
	values: Parameters<typeof credentialsFor>[1],
): Promise<string> {
	const { url } = await startPeer();
	return said(await run({ credentials: credentialsFor(url, values) }, listing));
}

/** What an operation on orders says. */
export async function onOrders(parameters: Parameters<typeof run>[1]): Promise<string> {
	return said(await run(await startPeer(), parameters));
}

export { TOKEN };
