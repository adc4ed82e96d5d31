import type { Dialect } from '../../../../sandbox/dialects/types';
import { createPeer, type Peer } from '../../../../sandbox/server/inProcess';
import type { ApiStyle } from '../../../../sandbox/base';
import type { ConnectionOptions } from '../../../../sandbox/options';
import type { ConnectionControl } from '../../../../sandbox/types';
import type { JsonObject, JsonValue } from '../../../../sandbox/base';
import type { Answer, Broken } from '../../../../sandbox/server/wire';

const peers: Peer[] = [];

/** Stops every peer that a test opened. */
export async function closePeers(): Promise<void> {
	await Promise.all(peers.splice(0).map(async (peer) => await peer.stop()));
}

export interface Read extends Answer {
	text: string;
	/** Undefined for what is no JSON. */
	json: JsonValue | undefined;
}

export interface Stage {
	server: ConnectionControl;
	send(
		method: string,
		path: string,
		body?: unknown,
		signal?: AbortSignal,
	): Promise<Answer | Broken>;
	/** The answer, which must be whole. */
	ask(method: string, path: string, body?: unknown): Promise<Read>;
	get(path: string): Promise<Read>;
	/** The keys of a list, in its order, read in the way that the dialect offers. */
	keys(path?: string): Promise<string[]>;
}

const decoded = ({ bytes, headers }: Answer): string => {
	const isLatin = headers['content-type']?.includes('iso-8859-1');
	return new TextDecoder(isLatin ? 'latin1' : 'utf-8').decode(bytes);
};

function parsed(text: string): JsonValue | undefined {
	try {
		return JSON.parse(text) as JsonValue;
	} catch {
		return undefined;
	}
}

/** A connection that speaks a dialect, at an address of https. */
export function speaking(
	dialect: Dialect | undefined,
	options: Partial<ConnectionOptions> = {},
): Stage {
	const connection: ConnectionOptions = {
		name: 'a',
		token: 'token-a',
		systemType: 'erp',
		apiStyle: 'module',
		orders: 12,
		vendors: 3,
		...(dialect ? { dialect } : {}),
		...options,
	};
	const peer = createPeer({ connections: [connection] });
	peers.push(peer);
	const base = `https://makini.example/api/${connection.apiStyle === 'v1' ? 'v1' : 'erp'}/`;
	const headers = { authorization: 'Bearer token-a' };
	const send: Stage['send'] = async (method, path, body, signal) => {
		const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
		return await peer.request({ method, url: new URL(path, base), headers, text }, signal);
	};
	const ask: Stage['ask'] = async (method, path, body) => {
		const answer = await send(method, path, body);
		if ('dropped' in answer) throw new Error(`No answer to ${method} ${path}`);
		const text = decoded(answer);
		return { ...answer, text, json: parsed(text) };
	};
	const get: Stage['get'] = async (path) => await ask('GET', path);
	return {
		server: peer.connection('a'),
		send,
		ask,
		get,
		keys: async (path = 'purchase-orders?per_page=5') =>
			await readKeys(get, path, dialect?.paging ?? styleOf(connection.apiStyle)),
	};
}

const styleOf = (apiStyle: ApiStyle) => (apiStyle === 'v1' ? 'cursor' : 'numbers');

const recordsOf = ({ json }: Read): JsonObject[] =>
	(Array.isArray(json) ? json : (json as JsonObject).data) as JsonObject[];

/** The path of the page behind one; undefined behind the last. */
type Next = (read: Read, path: string, page: number) => string | undefined;

const within = (value: JsonValue | undefined, ...names: string[]): JsonValue | undefined =>
	names.reduce<JsonValue | undefined>((found, name) => (found as JsonObject)[name], value);

const byNumber: Next = (read, path, page) =>
	recordsOf(read).length === 0 ? undefined : `${path}&page=${page + 1}`;
const byCursor =
	(...names: string[]): Next =>
	({ json }, path) => {
		const cursor = within(json, ...names);
		return cursor === null ? undefined : `${path}&cursor=${String(cursor)}`;
	};
const byLink: Next = ({ json }) => (within(json, 'links', 'next') as string | null) ?? undefined;

const NEXT: Record<NonNullable<Dialect['paging']>, Next> = {
	numbers: byLink,
	links: byLink,
	httpLinks: byLink,
	numbersOnly: byNumber,
	shortLastPage: byNumber,
	bareList: byNumber,
	cursor: byCursor('next_cursor'),
	nextCursor: byCursor('nextCursor'),
	metaCursor: byCursor('meta', 'next_cursor'),
	paginationCursor: byCursor('pagination', 'next_cursor'),
	paginationNextCursor: byCursor('pagination', 'nextCursor'),
	unpaged: () => undefined,
};

async function readKeys(
	get: Stage['get'],
	path: string,
	paging: NonNullable<Dialect['paging']>,
): Promise<string[]> {
	const found: string[] = [];
	let next: string | undefined = path;
	for (let page = 1; next !== undefined && page < 100; page++) {
		const read = await get(next);
		found.push(...recordsOf(read).map(({ key }) => String(key)));
		next = NEXT[paging](read, path, page);
	}
	return found;
}
