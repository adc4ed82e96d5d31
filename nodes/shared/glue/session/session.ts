import { createHash } from 'crypto';
import { omit } from 'lodash';
import { sleep, type IDataObject, type IExecuteFunctions, type INode } from 'n8n-workflow';
import { MakiniClient } from '../../client/client';
import type { ClientOptions } from '../../client/requests/requests';
import { directoriesOf } from '../../client/references/directory';
import { limiterOf } from '../../client/traffic/limiter';
import { recentWritesOf } from '../../client/matching/recentWrites';
import type { Clock, Send, WireOutcome } from '../../client/wire/transport';
import { chosenCredential } from './chosenCredential';
import { watchExecution } from './progressHints';
import { DEFAULTS } from './defaults';
import { sender } from './send';
import type { RequestContext } from './types';
import {
	CREDENTIAL,
	CREDENTIALS,
	type Access,
	type CredentialName,
	type CredentialType,
} from './settings';

/** What one execution of a node works with. */
export interface Session {
	client: MakiniClient;
	clock: Clock;
	node: INode;
	/** n8n's identification of the credential; empty where it has none. */
	credentialId: string;
	/** Texts that must not appear anywhere; what comes to be known on the way is added. */
	secrets: string[];
	/** Says what was done; to be called once, when the work is over. */
	end: () => void;
}

export interface SessionOptions {
	/** Takes the place of the credential's system type. */
	systemType?: string;
	/** Seconds. */
	maxWait?: number;
	onUncertainWrite?: 'verify' | 'fail';
	/** What is the same for all tries of one run of the node. */
	run?: string;
	/** Nothing is written. */
	isPreview?: boolean;
	/** Ends waiting and requests in place of the execution's own cancellation. */
	signal?: AbortSignal;
}

/** Tells connections apart without showing the token: what identifies a connection ends up in no output. */
const connectionId = ({ baseUrl, identity }: Access): string =>
	createHash('sha256').update(`${baseUrl}\n${identity}`).digest('hex');

/**
 * Names are known by the token as well: a credential may be connected to another system, and keeps its identification.
 */
const directoryId = (id: string, { secrets }: Pick<ConnectionAccess, 'secrets'>): string =>
	createHash('sha256')
		.update([id, ...secrets].join('\n'))
		.digest('hex');

/** Real time. A wait ends at once when the execution is cancelled. */
function realClock(signal: AbortSignal | undefined): Clock {
	const cancellation = new Promise<void>((resolve) => {
		signal?.addEventListener('abort', () => resolve(), { once: true });
	});
	return {
		now: () => Date.now(),
		sleep: async (ms) => {
			if (signal?.aborted || ms <= 0) return;
			// Timers cut fractions off, and the clock has none: what ends too early would be waited for again and again.
			await Promise.race([sleep(Math.ceil(ms)), cancellation]);
		},
		cancelled: () => signal?.aborted ?? false,
		random: () => Math.random(),
	};
}

/** Does not wait for answers that come too late to be of use. */
function givenUpAt(signal: AbortSignal, send: Send): Send {
	const late = new Promise<WireOutcome>((resolve) => {
		signal.addEventListener('abort', () => resolve({ kind: 'cancelled' }), { once: true });
	});
	return async (request) => await Promise.race([send(request), late]);
}

const cancelSignal = (context: RequestContext): AbortSignal | undefined =>
	'getExecutionCancelSignal' in context
		? (context as IExecuteFunctions).getExecutionCancelSignal()
		: undefined;

/** A credential at work: all that a client needs to send with it. */
export interface ConnectionAccess extends Omit<Session, 'client'> {
	options: ClientOptions;
}

/**
 * Opens a credential of the node.
 * @throws MakiniError (input) for a credential that cannot be used.
 */
export async function openAccess(
	context: RequestContext,
	name: CredentialName,
	options: SessionOptions = {},
): Promise<ConnectionAccess> {
	const type: CredentialType = CREDENTIALS[name];
	const credential: IDataObject = await context.getCredentials(name);
	const node = context.getNode();
	const credentialId = node.credentials?.[name]?.id ?? undefined;
	const access = type.read(credential, options.systemType, credentialId);
	const { baseUrl, systemType, apiStyle } = access;
	const clock = realClock(options.signal ?? cancelSignal(context));
	const secrets = [...access.secrets];
	const id = connectionId(access);
	const { progress, end } = watchExecution(context, clock.now);
	const send = sender(context, { name, baseUrl, secrets }, clock.cancelled);
	return {
		clock,
		node,
		credentialId: credentialId ?? '',
		secrets,
		end,
		options: {
			connection: { baseUrl, systemType, apiStyle, id },
			clock,
			send: options.signal ? givenUpAt(options.signal, send) : send,
			limiter: limiterOf(id),
			recent: recentWritesOf(id),
			progress,
			tokenSource: type.tokenSource,
			maxWaitMs: (options.maxWait ?? DEFAULTS.maxWait) * 1000,
			onUncertainWrite: options.onUncertainWrite ?? DEFAULTS.onUncertainWrite,
			run: options.run,
			isPreview: options.isPreview,
		},
	};
}

/** A client that shares with others in this process what is known of the connection's records. */
export const clientOf = (
	access: ConnectionAccess,
	send: Send = access.options.send,
): MakiniClient => {
	const { options, clock } = access;
	const directories = directoriesOf(directoryId(options.connection.id, access), clock.now());
	return new MakiniClient({ ...options, send }, directories);
};

/**
 * Opens a node's credential: that of its connection, in whichever form, unless told.
 * @throws MakiniError (input) for a credential that cannot be used.
 */
export async function openSession(
	context: RequestContext,
	sessionOptions: SessionOptions = {},
	credential: CredentialName = CREDENTIAL,
): Promise<Session> {
	const name = credential === CREDENTIAL ? chosenCredential(context) : credential;
	const access = await openAccess(context, name, sessionOptions);
	return { ...omit(access, 'options'), client: clientOf(access) };
}
