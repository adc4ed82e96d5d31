import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Connection } from '../system/connection';
import {
	parseRequest,
	reconnectSchema,
	type ChangeRequest,
	type FireRequest,
	type StormRequest,
	type SyncRequest,
	type WebhookOptions,
} from '../webhooks/requests';
import type { JsonObject } from '../base';

type Command = (connection: Connection, body: unknown) => unknown;

/** What a webhook is like; its secret stays inside. */
function webhooksOf({ announcer }: Connection): unknown[] {
	return [...announcer.sender.all()].map(([id, { secret, ...rest }]) => ({
		id,
		...rest,
		signed: secret !== undefined,
	}));
}

const brief = ({ name, state, connected }: Connection): object => ({ name, state, connected });

/** `wait` is the request's own: without it the answer comes at the end. */
async function storm(connection: Connection, body: unknown): Promise<unknown> {
	const { wait = true, ...request } = (body ?? {}) as JsonObject;
	const run = connection.storm(request as unknown as StormRequest);
	// What is wrong with a request shows before anything is waited for.
	const figures = await (wait === true ? run : Promise.race([run, nextTurn()]));
	return figures ?? connection.stormFigures();
}

/** Answers when the run has ended, if that is at once. */
async function sync(connection: Connection, body: unknown): Promise<unknown> {
	const run = connection.sync((body ?? {}) as SyncRequest);
	const changes = await Promise.race([run, nextTurn()]);
	return { ...brief(connection), ...(changes ? { changes } : {}) };
}

const COMMANDS: Readonly<Record<string, Command>> = {
	webhooks: (connection, body) => {
		const id = connection.addWebhook(body as WebhookOptions);
		return webhooksOf(connection).find((each) => (each as { id: string }).id === id);
	},
	events: (connection, body) => ({ ids: connection.fire(body as FireRequest) }),
	changes: (connection, body) => connection.change(body as ChangeRequest),
	reconnect: (connection, body) => {
		const { token } = parseRequest(reconnectSchema, body ?? {}, 'The reconnection');
		return { token: connection.reconnect(token), ...brief(connection) };
	},
	'system-error': (connection, body) => {
		const message = (body as JsonObject | undefined)?.message;
		connection.systemError(typeof message === 'string' ? message : undefined);
		return brief(connection);
	},
	reauthorize: (connection) => {
		connection.reauthorize();
		return brief(connection);
	},
	offline: (connection) => {
		connection.offline();
		return brief(connection);
	},
	online: (connection) => {
		connection.online();
		return brief(connection);
	},
	storm,
	sync,
};

/** Carries a command about webhooks, records or the life cycle out; undefined for one that is not known. */
export async function changeLife(
	connection: Connection,
	action: string,
	body: unknown,
): Promise<unknown> {
	return Object.hasOwn(COMMANDS, action) ? COMMANDS[action]?.(connection, body) : undefined;
}

/** What there is to see of webhooks and deliveries; undefined for anything else. */
export function readLife(connection: Connection, action: string): unknown {
	if (action === 'webhooks') return webhooksOf(connection);
	if (action === 'deliveries') return connection.deliveries();
	return action === 'storm' ? (connection.stormFigures() ?? null) : undefined;
}

/** Removes a webhook and gives those that are left; undefined for anything that cannot be removed. */
export function removeFrom(connection: Connection, action: string, id: string): unknown {
	if (action !== 'webhooks') return undefined;
	connection.removeWebhook(id);
	return webhooksOf(connection);
}
