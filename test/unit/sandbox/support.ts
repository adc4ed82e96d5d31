import {
	startSandbox,
	type ConnectionOptions,
	type RunningSandbox,
} from '../../../sandbox/server/server';
import type { JsonObject } from '../../../sandbox/base';

export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	body: JsonObject;
}

export interface Client {
	sandbox: RunningSandbox;
	/** Sends a request with the connection's token; `path` follows the API's prefix. */
	send(
		method: string,
		path: string,
		body?: unknown,
		headers?: Record<string, string>,
	): Promise<Answer>;
	get(path: string): Promise<Answer>;
	upload(path: string, form: FormData): Promise<Answer>;
	list(path: string): Promise<JsonObject[]>;
}

const started: RunningSandbox[] = [];

/** Starts a sandbox with one connection named `a` and gives a client for it. */
export async function sandboxWith(options: Partial<ConnectionOptions> = {}): Promise<Client> {
	const connection: ConnectionOptions = {
		name: 'a',
		token: 'token-a',
		systemType: 'erp',
		apiStyle: 'module',
		orders: 50,
		vendors: 20,
		...options,
	};
	const sandbox = await startSandbox({ connections: [connection] });
	started.push(sandbox);
	const style = connection.apiStyle === 'v1' ? 'v1' : connection.systemType;

	const exchange = async (
		method: string,
		path: string,
		body: string | FormData | undefined,
		headers: Record<string, string> = {},
	): Promise<Answer> => {
		const url = path.startsWith('/') ? sandbox.url + path : `${sandbox.url}/api/${style}/${path}`;
		const response = await fetch(url, {
			method,
			headers: { authorization: `Bearer ${connection.token}`, ...headers },
			...(body === undefined ? {} : { body }),
		});
		const text = await response.text();
		let parsed: JsonObject = {};
		try {
			parsed = JSON.parse(text) as JsonObject;
		} catch {
			// Some faults answer with something else; the test looks at the text then.
		}
		return { status: response.status, headers: response.headers, text, body: parsed };
	};
	const send: Client['send'] = (method, path, body, headers) =>
		exchange(method, path, body === undefined ? undefined : JSON.stringify(body), headers);
	const get: Client['get'] = (path) => send('GET', path);
	return {
		sandbox,
		send,
		get,
		upload: (path, form) => exchange('POST', path, form),
		list: async (path) => (await get(path)).body.data as JsonObject[],
	};
}

/** Stops every sandbox that a test started. */
export async function stopSandboxes(): Promise<void> {
	await Promise.all(started.splice(0).map((sandbox) => sandbox.stop()));
}
