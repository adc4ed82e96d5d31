import { createHash } from 'crypto';
import { sleep, type IDataObject, type IExecuteFunctions, type INode } from 'n8n-workflow';
import { MakiniClient } from '../client/client';
import { governorOf } from '../client/governor';
import type { Clock, Connection } from '../client/transport';
import { DEFAULTS } from './propertiesOfOptions';
import { sender, type RequestContext } from './send';
import { CREDENTIAL, readSettings, type Settings } from './settings';

/** What one execution of a node works with. */
export interface Session {
	client: MakiniClient;
	clock: Clock;
	node: INode;
	/** Texts that must not appear anywhere. */
	secrets: readonly string[];
}

export interface SessionOptions {
	/** Takes the place of the credential's system type. */
	systemType?: string;
	/** Seconds. */
	maxWait?: number;
	onUncertainWrite?: 'verify' | 'fail';
}

/** Tells connections apart without showing the token: what identifies a connection ends up in no output. */
const connectionId = ({ baseUrl, apiToken }: Settings): string =>
	createHash('sha256').update(`${baseUrl}\n${apiToken}`).digest('hex');

/** Real time. A wait ends at once when the execution is cancelled. */
function realClock(signal: AbortSignal | undefined): Clock {
	const cancellation = new Promise<void>((resolve) => {
		signal?.addEventListener('abort', () => resolve(), { once: true });
	});
	return {
		now: () => Date.now(),
		sleep: async (ms) => {
			if (signal?.aborted || ms <= 0) return;
			await Promise.race([sleep(ms), cancellation]);
		},
		cancelled: () => signal?.aborted ?? false,
		random: () => Math.random(),
	};
}

const cancelSignal = (context: RequestContext): AbortSignal | undefined =>
	'getExecutionCancelSignal' in context
		? (context as IExecuteFunctions).getExecutionCancelSignal()
		: undefined;

/**
 * Opens the connection of a node's credential.
 * @throws MakiniError (input) for a credential that cannot be used.
 */
export async function openSession(
	context: RequestContext,
	options: SessionOptions = {},
): Promise<Session> {
	const credential: IDataObject = await context.getCredentials(CREDENTIAL);
	const settings = readSettings(credential, options.systemType);
	const clock = realClock(cancelSignal(context));
	const connection: Connection = {
		baseUrl: settings.baseUrl,
		systemType: settings.systemType,
		apiStyle: settings.apiStyle,
		id: connectionId(settings),
	};
	const client = new MakiniClient({
		connection,
		clock,
		send: sender(context, settings.baseUrl, clock.cancelled),
		governor: governorOf(connection.id),
		maxWaitMs: (options.maxWait ?? DEFAULTS.maxWait) * 1000,
		onUncertainWrite: options.onUncertainWrite ?? DEFAULTS.onUncertainWrite,
	});
	return { client, clock, node: context.getNode(), secrets: [settings.apiToken] };
}
