import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import {
	startSandbox,
	type ConnectionControl,
	type ConnectionOptions,
	type StoredRecord,
} from '../../sandbox/server/server';
import { runNode, type CredentialValues, type NodeResult, type NodeRun } from '../support/engine';

/** Long and odd enough that it cannot stand anywhere by chance. */
export const TOKEN = 'mk-live-7f3a9c51d2e84b06';

const WEBHOOK_SECRET = 'wh-secret-51d2e84b06';

export const STYLES = ['module', 'v1'] as const;
export type Style = (typeof STYLES)[number];

/** A sandbox with one connection, and the credential for it. */
export interface Peer {
	url: string;
	server: ConnectionControl;
	credentials: CredentialValues;
}

const stops: Array<() => Promise<void>> = [];

/** Starts a sandbox that {@link stopPeers} ends. */
export async function startPeer(options: Partial<ConnectionOptions> = {}): Promise<Peer> {
	const connection: ConnectionOptions = {
		name: 'a',
		token: TOKEN,
		systemType: 'erp',
		apiStyle: 'module',
		orders: 50,
		vendors: 30,
		...options,
	};
	const sandbox = await startSandbox({ connections: [connection] });
	stops.push(async () => await sandbox.stop());
	const { token, systemType, apiStyle, name } = connection;
	return {
		url: sandbox.url,
		server: sandbox.connection(name),
		credentials: credentialsFor(sandbox.url, { apiToken: token, systemType, apiStyle }),
	};
}

/**
 * Makes a connection as new, with a token that it did not have before: nothing that was learned of
 * it counts any more.
 */
export function renew({ server, credentials }: Peer): void {
	server.reload();
	server.reset();
	if (credentials.makiniApi) credentials.makiniApi.apiToken = server.reconnect();
	server.reset();
}

export async function stopPeers(): Promise<void> {
	await Promise.all(stops.splice(0).map(async (stop) => await stop()));
}

export const credentialsFor = (baseUrl: string, more: IDataObject = {}): CredentialValues => ({
	makiniApi: {
		apiToken: TOKEN,
		systemType: 'erp',
		apiStyle: 'module',
		webhookSecret: WEBHOOK_SECRET,
		baseUrl,
		...(more as Record<string, string>),
	},
});

/** Runs the purchase order node, or another one, on a peer. Whatever comes of it, no secret may stand in it. */
export async function run(
	{ credentials }: Pick<Peer, 'credentials'>,
	parameters: INodeParameters,
	more: Partial<NodeRun> = {},
): Promise<NodeResult> {
	const result = await runNode({
		node: 'MakiniPurchaseOrder',
		credentials,
		// Names take requests of their own, which most tests are not about.
		parameters: { references: 'keys', ...parameters },
		...more,
	});
	const told = everythingIn(result);
	const { apiToken, webhookSecret } = credentials.makiniApi ?? {};
	for (const secret of [apiToken, webhookSecret]) {
		if (typeof secret === 'string' && secret !== '' && told.includes(secret)) {
			throw new Error('A secret of the credential stands in the result of the run');
		}
	}
	return result;
}

/** Parameters of an operation on purchase orders. */
export const orders = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'purchaseOrder',
	operation,
	...more,
});

/** The record locator, filled in by key. An expression works too. */
export const byKey = (value: string): INodeParameters => ({
	recordKey: { __rl: true, mode: 'id', value },
});

/** The fields, each mapped by hand. */
export const mapped = (value: IDataObject): INodeParameters => ({
	inputMode: 'fields',
	fields: { mappingMode: 'defineBelow', value: value as INodeParameters },
});

/** The fields, taken from the columns of the input. */
export const AUTO_MAP: INodeParameters = {
	inputMode: 'fields',
	fields: { mappingMode: 'autoMapInputData', value: null },
};

export const asJson = (jsonData: string): INodeParameters => ({ inputMode: 'json', jsonData });

export const jsonOf = (items: INodeExecutionData[] | undefined): IDataObject[] =>
	(items ?? []).map(({ json }) => json);

/** Numbers of the input's items that the items of an output come from. */
export const pairing = (items: INodeExecutionData[] | undefined): unknown[] =>
	(items ?? []).map(({ pairedItem }) => (pairedItem as { item?: number } | undefined)?.item);

export const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The orders on the server that have this number. */
export const ordersNumbered = (server: ConnectionControl, orderNo: string): StoredRecord[] =>
	server.records('purchase-orders').filter((order) => order.orderNo === orderNo);

/** The first record of an entity, or the one at `index`. */
export function recordAt(server: ConnectionControl, entity: string, index = 0): StoredRecord {
	const record = server.records(entity)[index];
	if (!record) throw new Error(`The sandbox has no ${entity} number ${index}`);
	return record;
}

const LINK = / ?<a href="([^"]+)" target="_blank">[^<]+<\/a>$/;

/** Message and description of a failed run, as n8n keeps and shows them, but for the link at the end. */
export function shown({ error }: NodeResult): { message: string; description: string } {
	if (!error) throw new Error('The run did not fail');
	return { message: error.message, description: String(error.description ?? '').replace(LINK, '') };
}

/** The address of the link that the description of a failed run ends with. */
export const linkOf = ({ error }: NodeResult): string | undefined =>
	LINK.exec(String(error?.description ?? ''))?.[1];

/** Everything that hangs on a value, read even where JSON would leave it out. */
export function everythingIn(value: unknown): string {
	const seen = new Set<unknown>();
	const texts: string[] = [];
	const visit = (part: unknown): void => {
		if (typeof part === 'string') texts.push(part);
		if (typeof part !== 'object' || part === null || seen.has(part)) return;
		seen.add(part);
		if (part instanceof Map) [...part].forEach(visit);
		for (const name of Object.getOwnPropertyNames(part)) {
			texts.push(name);
			visit((part as Record<string, unknown>)[name]);
		}
	};
	visit(value);
	return texts.join('\n');
}

const realTurn = setImmediate;

/** Time stands still unless told; sockets and the event loop go on. */
export function holdTime(): void {
	jest.useFakeTimers({
		doNotFake: [
			'nextTick',
			'setImmediate',
			'clearImmediate',
			'queueMicrotask',
			'performance',
			'hrtime',
		],
	});
}

/** Lets everything happen that needs no time to pass. */
export async function settle(turns = 300): Promise<void> {
	for (let turn = 0; turn < turns; turn += 1) await new Promise((done) => realTurn(done));
}

/** Lets time pass in steps until a run is over; for use after {@link holdTime}. */
export async function passUntil<T>(finished: Promise<T>, stepMs: number): Promise<T> {
	let over = false;
	const watch = finished.finally(() => (over = true));
	for (let step = 0; !over && step < 400; step += 1) {
		await settle(50);
		if (!over) await jest.advanceTimersByTimeAsync(stepMs);
	}
	if (!over) throw new Error('The run did not end');
	return await watch;
}
