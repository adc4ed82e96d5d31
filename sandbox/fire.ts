import { parseArgs } from 'node:util';
import axios from 'axios';

const HELP = `Sends an event from a running sandbox to the webhooks of a connection.

npm run sandbox -- fire <type> [options]

  <type>                   record.inserted, record.updated, purchase_order.updated (of any entity), sync.completed,
                           sync.failed, connection.reauthorization_required, connection.online, connection.offline,
                           system.error, or anything else, which is sent as it is
  --connection <name>      the connection (default: the sandbox's first)
  --entity <name>          entity of a record's event (default purchase-orders)
  --key <key>              key of the record
  --data <json>            further details
  --id <id>                ID of the delivery
  --count <number>         number of different events (default 1)
  --url <address>          address of the sandbox (default http://127.0.0.1:4010)
  --help                   this text
`;

interface Request {
	url: string;
	connection: string | undefined;
	event: Record<string, unknown>;
}

function readRequest(args: string[]): Request | undefined {
	const text = { type: 'string' } as const;
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: {
			connection: text,
			entity: text,
			key: text,
			data: text,
			id: text,
			count: text,
			url: { ...text, default: 'http://127.0.0.1:4010' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return undefined;
	const [type, ...others] = positionals;
	if (type === undefined || others.length > 0) throw new Error('One type of event is needed');
	const { url, connection, entity, key, data, id, count } = values;
	const event = {
		type,
		entity,
		key,
		id,
		...(data === undefined ? {} : { data: JSON.parse(data) as unknown }),
		...(count === undefined ? {} : { count: Number(count) }),
	};
	return { url, connection, event };
}

async function administer<T>(url: string, body?: unknown): Promise<T> {
	try {
		const { data } = await axios.request<{ data: T }>({
			url,
			method: body === undefined ? 'GET' : 'POST',
			data: body,
			proxy: false,
		});
		return data.data;
	} catch (error) {
		if (!axios.isAxiosError<{ message?: string }>(error)) throw error;
		const { response, code } = error;
		throw new Error(response?.data.message ?? `No sandbox answers at ${url} (${code})`);
	}
}

/** Carries out `fire` with its arguments; throws an Error that says what is wrong. */
export async function fireFromCommandLine(args: string[]): Promise<void> {
	const request = readRequest(args);
	if (!request) {
		console.log(HELP);
		return;
	}
	const connections = `${request.url}/_sandbox/connections`;
	const [first] = request.connection ? [] : await administer<Array<{ name: string }>>(connections);
	const name = request.connection ?? first?.name ?? '';
	const events = `${connections}/${encodeURIComponent(name)}/events`;
	const { ids } = await administer<{ ids: string[] }>(events, request.event);
	if (ids.length === 0) {
		throw new Error(
			`The connection "${name}" has no webhook: add one to ${connections}/${name}/webhooks`,
		);
	}
	console.log(ids.join('\n'));
}
