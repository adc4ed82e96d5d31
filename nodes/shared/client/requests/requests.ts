import { omit, upperFirst } from 'lodash';
import type { Entity, OperationName, SystemType } from '../../catalogue/types';
import {
	Delivery,
	unreachable,
	type Answered,
	type Delivered,
	type DeliveryOptions,
} from '../traffic/delivery';
import { inputError, MakiniError, mayBeWritten } from '../errors/errors';
import {
	detailsOf,
	doing,
	explain,
	isHtml,
	systemTypeLabel,
	unreadable,
	unsupported,
	type Purpose,
	type RequestWords,
} from '../refusals/explain';
import type { RecentWrites } from '../matching/recentWrites';
import { readPages, type ReadReport } from '../paging/pages';
import { withStop } from '../errors/readableText';
import { spoken } from '../refusals/refusal';
import { isRepeatable } from '../traffic/retryPolicy';
import { readAnyPage, type MakiniRecord, type PageBody } from '../wire/envelopes';
import { recordPath, type Position } from '../wire/styles';
import type { Connection, WireRequest, WireResponse } from '../wire/transport';
import { Preview, readsOnly, type Deliverer } from './preview';
import { unauthorized, type TokenSource } from './unauthorized';

/** What a client works with, during one execution. */
export interface ClientOptions extends DeliveryOptions {
	connection: Connection;
	/** What this process has written to the connection. */
	recent: RecentWrites;
	/** Where the token comes from: it is typed in unless told. */
	tokenSource?: TokenSource;
	/** What to do about a create whose answer was lost. */
	onUncertainWrite: 'verify' | 'fail';
	/** The run of a node that this is for, the same for every try of it. */
	run?: string;
	/** Nothing is written, and what would be is shown. */
	isPreview?: boolean;
}

/** A list that belongs to no entity. */
export interface Listing {
	request: WireRequest;
	words: RequestWords;
	/** What is listed, such as "connections". */
	plural: string;
	limit?: number;
	/** Whether `key` identifies a record, as it does unless told. */
	keyed?: boolean;
	/** Under which name a list's entries stand in records where they are no objects, such as names of tables. */
	entryName?: string;
}

/** Sends requests, and says what became of them where that is no success. */
export class Requests {
	readonly delivery: Deliverer;

	/** What would be written, where nothing is. */
	readonly preview?: Preview;

	private refusal: Promise<MakiniError> | undefined;

	constructor(readonly options: ClientOptions) {
		const { clock, isPreview, send } = options;
		if (isPreview) {
			this.preview = new Preview(new Delivery({ ...options, send: readsOnly(send) }), clock);
		}
		this.delivery =
			this.preview ??
			new Delivery({ ...options, send: async (request) => await send(omit(request, 'change')) });
	}

	get connection(): Connection {
		return this.options.connection;
	}

	/** Whether connections of this system type have an operation of an entity. */
	isOffered(entity: Entity, operation: OperationName): boolean {
		const { systemType, apiStyle } = this.connection;
		return apiStyle === 'v1' || systemTypesOf(entity, operation).includes(systemType);
	}

	/**
	 * Refuses an entity, or an operation of it, that connections of this system type do not have.
	 * @throws MakiniError (input)
	 */
	assertOffered(entity: Entity, operation: OperationName): void {
		if (this.isOffered(entity, operation)) return;
		const { systemType } = this.connection;
		const systemTypes = systemTypesOf(entity, operation);
		const what =
			entity.systemTypes.includes(systemType) && entity.operations[operation]
				? `${upperFirst(doing(entity, operation))} ${entity.plural} is`
				: `${upperFirst(entity.plural)} are`;
		const offered = systemTypes.map(systemTypeLabel).join(', ');
		throw inputError(
			`${what} not offered for connections of the type ${systemTypeLabel(systemType)}`,
			`Offered for: ${offered}. If the connected system is of one of these types, choose it as System Type in the Makini credential or in the options.`,
			'systemType',
		);
	}

	/**
	 * Sends a request and gives its successful response. A POST or PATCH that may have been carried
	 * out is never repeated.
	 * @param isWanted whether anybody still waits for the answer.
	 * @throws MakiniError (uncertain) for a change that may have been made.
	 */
	async send(
		request: WireRequest,
		purpose: Purpose,
		isWanted?: () => boolean,
	): Promise<WireResponse> {
		const delivered = await this.delivery.deliver(request, 0, isWanted);
		if (delivered.kind === 'uncertain') throw uncertain(delivered.cause, purpose);
		const { response, repeated } = delivered;
		const done = 'doneWhenRepeated' in purpose ? purpose.doneWhenRepeated : undefined;
		if (response.status < 300 || (repeated && done?.includes(response.status))) return response;
		if (request.method === 'GET') throw await this.refuse(response, purpose);
		throw await this.refuseWrite(request.method, delivered, purpose);
	}

	/**
	 * Sends a request and reads its answer.
	 * @param readAnswer gives `undefined` for a success that cannot be read.
	 * @throws MakiniError (uncertain) also for a POST or PATCH of such a success, unless it is a web page.
	 */
	async read<T>(
		request: WireRequest,
		purpose: Purpose,
		readAnswer: (answer: WireResponse) => T | undefined,
	): Promise<T> {
		const response = await this.send(request, purpose);
		const answer = readAnswer(response);
		if (answer !== undefined) return answer;
		if (isHtml(response.body)) throw unreadable(response, purpose);
		if (!isRepeatable(request.method)) throw uncertain(response, purpose);
		const error = unreadable(response, purpose);
		throw request.method === 'GET' ? error : mayBeWritten(error, true);
	}

	/** Yields the records of a list page by page. The number of a page is sent from the second one on. */
	async *list(listing: Listing): AsyncGenerator<MakiniRecord[], ReadReport> {
		const { plural, limit, keyed } = listing;
		const { baseUrl, apiStyle } = this.connection;
		return yield* readPages(async (position) => await this.page(listing, position), {
			// Not sent, since these lists document none; they give as many as they like.
			pageSize: Infinity,
			limit,
			plural,
			baseUrl,
			keyed,
			cursorStyle: apiStyle === 'v1',
		});
	}

	private async page(
		{ request, words, entryName }: Listing,
		position: Position,
	): Promise<PageBody> {
		const isFirst = 'page' in position && position.page === 1;
		const paging = Object.entries(isFirst ? {} : position).map(
			([name, value]): readonly [string, string] => [name, String(value)],
		);
		// What a person has set for the first page must not stand in the way of the following ones.
		const given = (request.query ?? []).filter(
			([name]) => isFirst || (name !== 'page' && name !== 'cursor'),
		);
		const query = [...given, ...paging];
		return await this.read({ ...request, query }, words, ({ body }) =>
			readAnyPage(body, entryName),
		);
	}

	/** The error for a refused change, which an earlier try or the server that failed may have made all the same. */
	async refuseWrite(
		method: WireRequest['method'],
		{ response, repeated }: Answered,
		purpose: Purpose,
	): Promise<MakiniError> {
		const error = await this.refuse(response, purpose);
		const isRefused = response.status < 500 || response.status === 501;
		return isRefused && !repeated ? error : mayBeWritten(error, isRepeatable(method));
	}

	/** The error for a refusal, after a look at what could be its cause. */
	async refuse(response: WireResponse, purpose: Purpose): Promise<MakiniError> {
		const details = detailsOf(response);
		if (response.status === 401) {
			const { connection, tokenSource } = this.options;
			this.refusal ??= unauthorized(details, this.delivery, connection, tokenSource);
			return await this.refusal;
		}
		if (response.status === 404 && 'entity' in purpose) {
			const { entity, operation, key } = purpose;
			const isUnclear = key !== undefined && !entity.operations[operation]?.published;
			if (isUnclear && (await this.exists(entity, key))) return unsupported(purpose, details);
		}
		return explain(response, purpose);
	}

	/** Runs a task while no other one of these names runs, in this process. Names are taken in one order by everybody. */
	async exclusive<T>(names: readonly string[], task: () => Promise<T>): Promise<T> {
		const [name, ...others] = [...new Set(names)].sort();
		if (name === undefined) return await task();
		return await this.options.limiter.exclusive(
			name,
			async () => await this.exclusive(others, task),
			this.delivery.waiter(),
		);
	}

	/** Whether a record can be read. */
	async exists(entity: Entity, key: string): Promise<boolean> {
		const path = recordPath(this.connection, entity, key);
		const delivered = await this.delivery.deliver({ method: 'GET', path });
		return delivered.kind === 'response' && delivered.response.status < 300;
	}
}

const systemTypesOf = (entity: Entity, operation: OperationName): readonly SystemType[] =>
	entity.operations[operation]?.systemTypes ?? entity.systemTypes;

/** What leaves open whether a request was carried out: an answer, or that there was none. */
type Cause = Extract<Delivered, { kind: 'uncertain' }>['cause'];

/** What came of a request, as a sentence. */
export const whatCame = (cause: Cause, instead = ''): string =>
	withStop(
		cause.kind === 'failure'
			? unreachable(cause).message
			: `Makini answered with status ${cause.status}${spoken(cause) || instead}`,
	);

/** The error for a request of which nobody knows whether it was carried out. */
export function uncertain(cause: Cause, purpose: Purpose): MakiniError {
	const details = cause.kind === 'response' ? detailsOf(cause) : {};
	if (!('entity' in purpose)) {
		return new MakiniError(
			purpose.uncertain ?? 'The request may or may not have been carried out',
			{
				...details,
				kind: 'uncertain',
				hint: `${whatCame(cause)} It was not sent again, so that nothing is done twice. Look in Makini or the connected system before you send it again.`,
			},
		);
	}
	const { entity, operation, key } = purpose;
	const refused = (response: WireResponse): MakiniError =>
		response.status < 300 ? unreadable(response, purpose) : explain(response, purpose);
	const why = cause.kind === 'failure' ? whatCame(cause) : withStop(refused(cause).message);
	return new MakiniError(
		`The ${entity.singular}${key === undefined ? '' : ` ${key}`} may or may not have been changed`,
		{
			...details,
			kind: 'uncertain',
			hint: `${why} Look at it in Makini before you go on ${doing(entity, operation)} it.`,
		},
	);
}
