import { randomUUID } from 'node:crypto';
import { answerAdmin, isAdminPath } from '../admin/admin';
import { pageNumber } from '../api/lists';
import { badRequest, errorReply, forbidden, unauthorized, type Reply } from '../replies';
import { answerAuth, isAuthPath, type AuthScope } from '../auth/server';
import { Tokens } from '../auth/tokens';
import { Background } from '../system/background';
import { exchange } from './exchange';
import { Faults, type FaultRule } from '../faults';
import { MalformedForm, type Upload } from '../multipart';
import { Recorder } from '../recorder';
import { Registry } from '../system/registry';
import { strike, type Outcome } from './strike';
import { answerSystem, isSystemPath, type SystemRequest } from './systemApi';
import type { SandboxOptions } from '../options';
import type { RunningSandbox } from '../types';
import { wired, type Answer, type Broken } from './wire';

/** A body as text or as what is known of a form. */
export interface Body {
	text: string;
	upload?: Upload;
}

/** A request, however it came. */
export interface ServiceRequest {
	method: string;
	/** The absolute address, with the query. */
	url: URL;
	/** Names in lower case. */
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** Where it came from. */
	remoteAddress: string | undefined;
	/** Undefined for one that is larger than the sandbox accepts. */
	body: Body | undefined;
}

/** What may be done with a sandbox, except for its sockets. */
export type ServiceControl = Omit<RunningSandbox, 'url' | 'port'>;

/** All connections and the application, without a socket: what the sandbox answers, whoever brings the request. */
export class Service implements ServiceControl {
	private readonly registry: Registry;
	private readonly scope: AuthScope;
	private readonly unknown = new Recorder();
	private readonly system = new Recorder();
	private readonly background = new Background();
	private systemFaults = new Faults([], 'system');

	constructor(
		options: Pick<SandboxOptions, 'connections' | 'oauth'>,
		private readonly newRequestId: () => string = randomUUID,
	) {
		const { oauth = {} } = options;
		this.registry = new Registry(options.connections);
		this.scope = { options: oauth, registry: this.registry, tokens: new Tokens(oauth) };
	}

	get connections(): RunningSandbox['connections'] {
		return Object.fromEntries(this.registry.all().map((each) => [each.name, each]));
	}

	connection(name: string) {
		const connection = this.registry.named(name);
		if (!connection) throw new Error(`The sandbox has no connection "${name}"`);
		return connection;
	}

	strangers() {
		return this.unknown.log();
	}

	systemLog() {
		return this.system.log();
	}

	expireApplicationTokens(): void {
		this.scope.tokens.expireApplication();
	}

	setSystemFaults(rules: FaultRule[]): void {
		this.systemFaults = new Faults(rules, 'system');
	}

	async stop(): Promise<void> {
		this.background.cancel();
		await Promise.all(this.registry.all().map((each) => each.stop()));
	}

	/** What the client gets. `ended` ends all waiting, when the client is gone or the sandbox stops. */
	async answer(request: ServiceRequest, ended: AbortSignal): Promise<Answer | Broken> {
		return wired(await this.outcomeOf(request, ended), this.newRequestId());
	}

	/** The answer to a request that could not be read or answered. */
	failure(error: unknown): Answer | Broken {
		return wired(failureReply(error), this.newRequestId());
	}

	private async outcomeOf(request: ServiceRequest, ended: AbortSignal): Promise<Outcome> {
		const { method, url, headers, remoteAddress, body } = request;
		if (body === undefined) {
			return errorReply({
				status: 413,
				code: 'BODY_TOO_LARGE',
				type: 'invalid_request_error',
				message: 'The body is too large.',
			});
		}
		const { text, upload } = body;
		const { registry, unknown: strangers, system, scope } = this;
		const { tokens } = scope;
		if (isAdminPath(url.pathname)) {
			const asked = { method, url, text, remoteAddress };
			return answerAdmin({ registry, strangers, system, tokens }, asked);
		}
		const authorization = textOf(headers.authorization);
		if (isAuthPath(url.pathname)) {
			const contentType = textOf(headers['content-type']);
			const asked = { method, url, text, contentType, authorization };
			return logged(system, request, answerAuth(scope, asked));
		}
		const token = /^Bearer\s+(.+)$/i.exec(authorization ?? '')?.[1]?.trim() ?? '';
		const own = registry.withToken(token);
		const holder = own
			? { kind: 'connection' as const, connection: own, expired: false }
			: tokens.holder(token);
		if (!holder) {
			const reply = errorReply(unauthorized('The token is missing or not valid.'));
			return logged(strangers, request, reply);
		}
		if (isSystemPath(url.pathname) !== (holder.kind === 'client')) {
			const whose = holder.kind === 'client' ? 'an application' : 'a connection';
			const reply = errorReply(forbidden(`A token of ${whose} is not for this path.`));
			return logged(system, request, reply);
		}
		if (holder.kind === 'client') {
			if (!holder.expired) return await this.answerApplication({ method, url, text }, ended);
			return logged(system, request, errorReply(unauthorized('The token has expired.')));
		}
		const { connection, expired } = holder;
		const idempotencyKey = textOf(headers['idempotency-key']);
		return exchange(connection, {
			method,
			url,
			text,
			upload,
			expired,
			...(idempotencyKey === undefined ? {} : { idempotencyKey }),
			ended,
		});
	}

	/** Takes a request for the application's own paths through the faults, and records it. */
	private async answerApplication(asked: SystemRequest, ended: AbortSignal): Promise<Outcome> {
		const { method, url } = asked;
		const { pathname: path, search } = url;
		const page = pageNumber(url.searchParams);
		const fault = this.systemFaults.next({ method, path, page });
		const outcome = await strike(
			fault,
			{
				method,
				url,
				paging: { apiStyle: 'module' },
				perform: (at = url) => answerSystem(this.scope, { ...asked, url: at }),
				later: (ms, work) => this.background.run(ms, work),
				reauthorize: () => undefined,
				moveList: () => undefined,
			},
			ended,
		);
		const status = 'dropped' in outcome ? 'dropped' : outcome.status;
		const entry = { at: Date.now(), method, path, query: search.slice(1), status } as const;
		const authorizationOk = status !== 401;
		this.system.append({ ...entry, authorizationOk, ...(fault ? { fault: fault.kind } : {}) });
		return outcome;
	}
}

const textOf = (header: string | string[] | undefined): string | undefined =>
	typeof header === 'string' ? header : undefined;

function logged(recorder: Recorder, { method, url }: ServiceRequest, reply: Reply): Reply {
	const { pathname: path, search } = url;
	const { status } = reply;
	const authorizationOk = status !== 401 && status !== 403;
	// What the authorization server is asked holds codes, so its query stays out of the log.
	const query = isAuthPath(path) ? '' : search.slice(1);
	recorder.append({ at: Date.now(), method, path, query, status, authorizationOk });
	return reply;
}

function failureReply(error: unknown): Reply {
	if (error instanceof MalformedForm) {
		return errorReply(badRequest('MALFORMED_FORM', error.message));
	}
	return errorReply({
		status: 500,
		code: 'SANDBOX_ERROR',
		type: 'server_error',
		message: error instanceof Error ? error.message : String(error),
	});
}
