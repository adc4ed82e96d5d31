import { mapValues, omit, upperFirst } from 'lodash';
import type { Entity, OperationName } from '../catalogue/types';
import type { UnreadPage } from './ahead';
import { differingFields } from './compare';
import { Delivery, unreachable } from './deliver';
import { readPage, readRecord, type MakiniRecord, type PageBody } from './envelopes';
import { inputError, MakiniError, mayBeWritten } from './errors';
import {
	detailsOf,
	doing,
	explain,
	isHtml,
	systemTypeLabel,
	unexpectedBody,
	unsupported,
	type Attempt,
} from './explain';
import type { Governor } from './governor';
import { Matches } from './matching';
import type { Progress } from './progress';
import { nextStep, readPages, type PagePlan, type ReadReport } from './pages';
import { SeenKeys } from './seenKeys';
import {
	createRequest,
	listRequest,
	recordPath,
	type ListQuery,
	type Position,
	type Within,
} from './styles';
import type { Clock, Connection, Send, Upload, WireRequest, WireResponse } from './transport';
import { unauthorized } from './unauthorized';
import { createOnce, type Created } from './uncertain';

export interface ClientOptions {
	connection: Connection;
	send: Send;
	clock: Clock;
	governor: Governor;
	/** Longest time in milliseconds to wait for the connection without a single success. */
	maxWaitMs: number;
	/** Counts what is done. */
	progress?: Progress;
	/** The token comes by consent: a new one is had by connecting the credential again. */
	byConsent?: boolean;
	/** What to do about a create whose answer was lost. */
	onUncertainWrite: 'verify' | 'fail';
}

export interface ReadQuery extends ListQuery {
	/** Records per page to ask for, at least 1. */
	pageSize: number;
	/** Most records to give out. */
	limit?: number;
	/** Pages under way at once where the list tells its last page, at least 1 (the default). */
	parallelPages?: number;
}

export type WriteResult = 'created' | 'updated' | 'unchanged';

/** Records that a look-up by value asks for: enough to see that there is more than one. */
const LOOK_UP_SIZE = 10;

/** Records per page, and pages at once, where a whole list is read to find records in it. */
const MATCH_PAGE_SIZE = 500;
const PARALLEL_MATCH_PAGES = 8;

/** A record to be created. */
interface Creation {
	entity: Entity;
	data: MakiniRecord;
	idempotencyKey: string;
	/** There was certainly no such record before. */
	knownAbsent?: boolean;
	/** The field by which it is looked up where the answer is lost: the natural key unless told. */
	lookUpBy?: string;
	within?: Within;
}

/** Makini's API for one connection and one execution. Everything it throws is a MakiniError. */
export class MakiniClient {
	private readonly delivery: Delivery;

	/** Keys of records created by this execution. */
	private readonly claimed = new SeenKeys();

	private readonly matchesBy = new Map<string, Matches>();

	private refusal: Promise<MakiniError> | undefined;

	constructor(private readonly options: ClientOptions) {
		this.delivery = new Delivery(options);
	}

	/**
	 * Refuses an entity, or an operation of it, that connections of this system type do not have.
	 * @throws MakiniError (input)
	 */
	assertOffered(entity: Entity, operation: OperationName): void {
		const { systemType, apiStyle } = this.options.connection;
		const systemTypes = entity.operations[operation]?.systemTypes ?? entity.systemTypes;
		if (apiStyle === 'v1' || systemTypes.includes(systemType)) return;
		const what =
			entity.systemTypes.includes(systemType) && entity.operations[operation]
				? `${upperFirst(doing(operation))} ${entity.plural} is`
				: `${upperFirst(entity.plural)} are`;
		const offered = systemTypes.map(systemTypeLabel).join(', ');
		throw inputError(
			`${what} not offered for connections of the type ${systemTypeLabel(systemType)}`,
			`Offered for: ${offered}. If the connected system is of one of these types, choose it as System Type in the Makini credential or in the options.`,
			'systemType',
		);
	}

	/**
	 * Yields records page by page and returns what was read. See {@link readPages}.
	 * @param first the first page, where it was read just before.
	 */
	async *list(
		entity: Entity,
		query: ReadQuery,
		first?: PageBody,
	): AsyncGenerator<MakiniRecord[], ReadReport> {
		this.assertOffered(query.within?.entity ?? entity, 'getAll');
		let isRead = true;
		const isWanted = (): boolean => isRead;
		let known = first;
		try {
			return yield* readPages(
				async (position, size) => {
					const page = 'page' in position && position.page === 1 ? known : undefined;
					known = undefined;
					return page ?? (await this.fetchPage(entity, query, position, size, isWanted));
				},
				this.pagePlan(entity, query),
			);
		} finally {
			// Pages that were fetched ahead are of no use to a reading that ended early.
			isRead = false;
		}
	}

	/** One page of a list, and where the next one begins if there is one; for lists that people scroll through. */
	async page(
		entity: Entity,
		query: ReadQuery,
		position: Position,
	): Promise<{ records: MakiniRecord[]; next?: Position }> {
		this.assertOffered(entity, 'getAll');
		const { pageSize } = query;
		const page = (await this.fetchPage(entity, query, position, pageSize))();
		const { length } = page.records;
		const step = nextStep(
			page,
			{ position, firstPageLength: length, received: length, usedCursors: new Set() },
			this.pagePlan(entity, query),
		);
		return { records: page.records, next: step.kind === 'page' ? step.position : undefined };
	}

	async get(entity: Entity, key: string): Promise<MakiniRecord> {
		const path = recordPath(this.options.connection, entity, key);
		return await this.requestRecord({ method: 'GET', path }, { entity, operation: 'get', key });
	}

	/** Creates a record once; see {@link createOnce}. */
	async create(
		entity: Entity,
		given: MakiniRecord,
		idempotencyKey: string,
		within?: Within,
	): Promise<Created> {
		this.assertOffered(entity, 'create');
		const { naturalKey } = entity;
		const data = withTrimmed(given, naturalKey);
		const value = naturalKey === undefined ? undefined : matchValue(data[naturalKey]);
		const create = async (): Promise<Created> =>
			await this.createOnce({ entity, data, idempotencyKey, within });
		if (naturalKey === undefined || value === undefined) return await create();
		const name = matchName(entity, naturalKey, value);
		return await this.options.governor.exclusive(name, create);
	}

	/**
	 * Creates a record that an earlier run may have created already: not if it is there.
	 * @throws MakiniError (uncertain) where that cannot be told.
	 */
	async createUnlessThere(
		entity: Entity,
		given: MakiniRecord,
		idempotencyKey: string,
	): Promise<{ record: MakiniRecord; result: WriteResult }> {
		const data = withTrimmed(given, entity.naturalKey);
		const { naturalKey = '', singular } = entity;
		const value = matchValue(data[naturalKey]);
		const stillUncertain = (why: string): MakiniError =>
			new MakiniError(`The ${singular} ${value ?? ''} may or may not have been created`.trim(), {
				kind: 'uncertain',
				hint: `${why} Look for it in Makini before you create it again.`,
			});
		if (value === undefined)
			throw stillUncertain('It has no number by which it could be looked up.');
		const [found, ...more] = await this.find(entity, naturalKey, value);
		if (!found) {
			const { record } = await this.create(entity, given, idempotencyKey);
			return { record, result: 'created' };
		}
		const differs = more.length > 0 || differingFields(entity.fields, data, found).length > 0;
		if (differs) throw stillUncertain(`There is one with that ${naturalKey} that differs.`);
		return { record: found, result: 'unchanged' };
	}

	async update(
		entity: Entity,
		key: string,
		data: MakiniRecord,
		within?: Within,
	): Promise<MakiniRecord> {
		const path = recordPath(this.options.connection, entity, key, within);
		return await this.requestRecord(
			{ method: 'PUT', path, body: data },
			{ entity, operation: 'update', key },
			(record) => differingFields(entity.fields, data, record).length === 0,
		);
	}

	/**
	 * Deletes a record. A repeated try that finds nothing has succeeded: the try before it did the work.
	 */
	async delete(entity: Entity, key: string): Promise<void> {
		this.assertOffered(entity, 'delete');
		const attempt: Attempt = { entity, operation: 'delete', key };
		const path = recordPath(this.options.connection, entity, key);
		const delivered = await this.delivery.deliver({ method: 'DELETE', path });
		if (delivered.kind === 'uncertain') throw uncertainChange(delivered.cause, attempt);
		const { response, repeated } = delivered;
		if (response.status === 404 && repeated) return;
		if (response.status >= 300) throw await this.refuseWrite(response, repeated, attempt);
		// A text, such as the page of a proxy, does not say that anything was deleted.
		const isSaid = typeof response.body !== 'string' || response.body.trim() === '';
		if (isSaid || !entity.operations.get || !(await this.exists(entity, key))) return;
		throw unexpectedBody(response, attempt);
	}

	/** Changes a record by a named action of the entity, such as its status. */
	async act(
		entity: Entity,
		operation: OperationName,
		key: string,
		body?: MakiniRecord,
	): Promise<MakiniRecord> {
		const action = entity.operations[operation]?.action;
		if (!action) throw new TypeError(`${entity.name} has no action ${operation}`);
		const path = `${recordPath(this.options.connection, entity, key)}/${action.segment}`;
		const chosen =
			action.kind === 'choice'
				? entity.fields.find(({ references }) => references === action.choices)
				: undefined;
		return await this.requestRecord(
			{ method: action.method, path, body },
			{ entity, operation, key },
			action.kind === 'choice' && chosen
				? (record) => record[chosen.name] === body?.[action.property]
				: undefined,
		);
	}

	/**
	 * Creates a record, or updates the one record whose `matchField` has the same value, unless it already is as given.
	 * @throws MakiniError (ambiguous) where more than one record has that value; nothing is written then.
	 */
	async upsert(
		entity: Entity,
		given: MakiniRecord,
		matchField: string,
		idempotencyKey: string,
	): Promise<{ record: MakiniRecord; result: WriteResult }> {
		this.assertOffered(entity, 'upsert');
		const data = withTrimmed(given, matchField, entity.naturalKey);
		const value = requireMatchValue(entity, data, matchField);
		const name = matchName(entity, matchField, value);
		return await this.options.governor.exclusive(name, async () => {
			const matches = this.matches(entity, matchField);
			const { records, isCurrent } = await matches.find(value);
			const [match, ...more] = records;
			if (more.length > 0) {
				throw new MakiniError(`More than one ${entity.singular} has the ${matchField} "${value}"`, {
					kind: 'ambiguous',
					hint: `Nothing was written, because it is not clear which one is meant. Choose a field under "Match By" that tells them apart, or use Update with the key. Keys: ${[match, ...more].map((record) => String(record?.key)).join(', ')}.`,
				});
			}
			if (!match) {
				const fresh = omit(data, onlyFor(entity, 'update'));
				// Without a natural key, the field that was matched by tells as well what became of a lost create.
				const lookUpBy = entity.naturalKey ?? matchField;
				const { record } = await this.createOnce({
					entity,
					data: fresh,
					idempotencyKey,
					knownAbsent: isCurrent && matchField === lookUpBy,
					lookUpBy,
				});
				await matches.note(value, record);
				return { record, result: 'created' };
			}
			if (differingFields(entity.fields, data, match).length === 0) {
				return { record: match, result: 'unchanged' };
			}
			const changes = omit(data, ['key', ...onlyFor(entity, 'create')]);
			const updated = await this.update(entity, String(match.key), changes);
			const record = { ...match, ...updated };
			await matches.note(value, record);
			return { record, result: 'updated' };
		});
	}

	/** Announces a record that {@link upsert} will look for, so that many are found by few requests. */
	expectMatch(entity: Entity, given: MakiniRecord, matchField: string): void {
		this.matches(entity, matchField).expect(requireMatchValue(entity, given, matchField));
	}

	/** Forgets the records that were announced and found: others are to be written, and few can be kept. */
	forgetMatches(): void {
		this.matchesBy.clear();
	}

	/**
	 * Uploads a file as a new record.
	 * @throws MakiniError (uncertain) where the answer is lost: a file has no number by which it could be looked up.
	 */
	async upload(entity: Entity, upload: Upload): Promise<MakiniRecord> {
		this.assertOffered(entity, 'upload');
		const attempt: Attempt = { entity, operation: 'upload' };
		const path = createRequest(this.options.connection, entity, undefined, '').path;
		const delivered = await this.delivery.deliver({ method: 'POST', path, upload });
		if (delivered.kind === 'uncertain') throw uncertainUpload(entity);
		const { response } = delivered;
		if (response.status >= 300) throw await this.refuse(response, attempt);
		const record = readRecord(response.body);
		if (!record) throw uncertainUpload(entity);
		return record;
	}

	/**
	 * Records whose field has exactly this value; at most {@link LOOK_UP_SIZE}.
	 * @throws MakiniError (ambiguous) where the connection does not filter as asked, so that nothing can be concluded.
	 */
	async find(entity: Entity, field: string, value: string): Promise<MakiniRecord[]> {
		const query: ReadQuery = {
			conditions: [{ field, operator: 'eq', value }],
			pageSize: LOOK_UP_SIZE,
			limit: LOOK_UP_SIZE,
		};
		const records: MakiniRecord[] = [];
		for await (const page of this.list(entity, query)) records.push(...page);
		const others = records.filter((record) => matchValue(record[field]) !== value);
		if (others.length > 0) {
			throw new MakiniError(
				`This connection does not look up ${entity.plural} by ${field} exactly`,
				{
					kind: 'ambiguous',
					hint: `Asked for "${value}", Makini also gave "${matchValue(others[0]?.[field]) ?? ''}". To write on that basis could change or double the wrong ${entity.singular}, so nothing was written. Choose another field under "Match By", or use Update with the key.`,
				},
			);
		}
		return records;
	}

	private matches(entity: Entity, field: string): Matches {
		const name = `${entity.name}:${field}`;
		const known = this.matchesBy.get(name);
		if (known) return known;
		const query: ReadQuery = { pageSize: MATCH_PAGE_SIZE, parallelPages: PARALLEL_MATCH_PAGES };
		let first: PageBody | undefined;
		const matches = new Matches({
			lookUp: async (value) => await this.find(entity, field, value),
			pages: async () => {
				first = (await this.fetchPage(entity, query, { page: 1 }, MATCH_PAGE_SIZE))();
				return first.lastPage;
			},
			all: () => this.list(entity, query, first),
			valueOf: (record) => matchValue(record[field]),
		});
		this.matchesBy.set(name, matches);
		return matches;
	}

	/** Fetches a page. It is read when its turn comes, since what was read takes many times the memory. */
	private async fetchPage(
		entity: Entity,
		query: ListQuery,
		position: Position,
		pageSize: number,
		isWanted?: () => boolean,
	): Promise<UnreadPage> {
		const request = listRequest(this.options.connection, entity, query, position, pageSize);
		const response = await this.request(request, { entity, operation: 'getAll' }, isWanted);
		return () => {
			const page = readPage(response.body);
			if (!page) throw unexpectedBody(response, { entity, operation: 'getAll' });
			this.options.progress?.add({ pages: 1, records: page.records.length });
			return page;
		};
	}

	private pagePlan(entity: Entity, query: ReadQuery): PagePlan {
		const { pageSize, limit, parallelPages } = query;
		const { baseUrl, apiStyle } = this.options.connection;
		const { plural } = entity;
		return { pageSize, limit, parallelPages, plural, baseUrl, cursorStyle: apiStyle === 'v1' };
	}

	private async createOnce({
		entity,
		data,
		idempotencyKey,
		knownAbsent = false,
		lookUpBy = entity.naturalKey,
		within,
	}: Creation): Promise<Created> {
		const created = await createOnce({
			entity,
			data,
			request: createRequest(this.options.connection, entity, data, idempotencyKey, within),
			delivery: this.delivery,
			lookUpBy,
			find: async (value) => await this.find(entity, lookUpBy ?? 'key', value),
			refuse: async (response) => await this.refuse(response, { entity, operation: 'create' }),
			onUncertainWrite: this.options.onUncertainWrite,
			knownAbsent,
			claimed: this.claimed,
		});
		this.claimed.add(String(created.record.key));
		return created;
	}

	/** @param isDone whether a record shows that the change was made, where it can. */
	private async requestRecord(
		request: WireRequest,
		attempt: Attempt & { key: string },
		isDone?: (record: MakiniRecord) => boolean,
	): Promise<MakiniRecord> {
		const { entity, operation, key } = attempt;
		this.assertOffered(entity, operation);
		const response = await this.request(request, attempt);
		const record = readRecord(response.body);
		if (record) return record;
		if (request.method === 'GET' || isHtml(response.body)) throw unexpectedBody(response, attempt);
		// An answer that says nothing: what the record is now tells whether the change was made.
		const present =
			isDone && entity.operations.get
				? await this.get(entity, key).catch((error: unknown) => {
						throw error instanceof MakiniError ? mayBeWritten(error) : error;
					})
				: undefined;
		if (present && isDone?.(present)) return present;
		throw uncertainChange(response, attempt);
	}

	/** Sends a request that may be repeated; gives its successful response. */
	private async request(
		request: WireRequest,
		attempt: Attempt,
		isWanted?: () => boolean,
	): Promise<WireResponse> {
		const delivered = await this.delivery.deliver(request, 0, isWanted);
		if (delivered.kind === 'uncertain') throw uncertainChange(delivered.cause, attempt);
		const { response, repeated } = delivered;
		if (response.status < 300) return response;
		if (request.method === 'GET') throw await this.refuse(response, attempt);
		throw await this.refuseWrite(response, repeated, attempt);
	}

	/** The error for a refused change, which an earlier try or the server that failed may have made all the same. */
	private async refuseWrite(
		response: WireResponse,
		repeated: boolean,
		attempt: Attempt,
	): Promise<MakiniError> {
		const error = await this.refuse(response, attempt);
		const isRefused = response.status < 500 || response.status === 501;
		return isRefused && !repeated ? error : mayBeWritten(error);
	}

	private async refuse(response: WireResponse, attempt: Attempt): Promise<MakiniError> {
		if (response.status === 401) {
			const { connection, byConsent } = this.options;
			this.refusal ??= unauthorized(detailsOf(response), this.delivery, connection, byConsent);
			return await this.refusal;
		}
		const { entity, operation, key } = attempt;
		const isUnclear =
			response.status === 404 && key !== undefined && !entity.operations[operation]?.published;
		if (isUnclear && (await this.exists(entity, key))) {
			return unsupported(attempt, { status: response.status });
		}
		return explain(response, attempt);
	}

	private async exists(entity: Entity, key: string): Promise<boolean> {
		const path = recordPath(this.options.connection, entity, key);
		const delivered = await this.delivery.deliver({ method: 'GET', path });
		return delivered.kind === 'response' && delivered.response.status < 300;
	}
}

const matchValue = (value: unknown): string | undefined => {
	const text = typeof value === 'number' ? String(value) : value;
	return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
};

/** Blanks around a value that records are found by would make a look-up miss what was written. */
const withTrimmed = (data: MakiniRecord, ...names: Array<string | undefined>): MakiniRecord =>
	mapValues(data, (value, name) =>
		names.includes(name) && typeof value === 'string' ? value.trim() : value,
	);

/**
 * The value that an upsert looks for.
 * @throws MakiniError (input) where there is none.
 */
function requireMatchValue(entity: Entity, data: MakiniRecord, matchField: string): string {
	const value = matchValue(data[matchField]);
	if (value !== undefined) return value;
	throw inputError(
		`The field to match by (${matchField}) has no value`,
		`Without it, it cannot be told whether the ${entity.singular} exists. Map a value to it, or choose another field under "Match By".`,
		'matchField',
	);
}

const matchName = (entity: Entity, field: string, value: string): string =>
	`${entity.name}:${field}:${value}`;

/** Names of the fields that only one of the two writes accepts. */
const onlyFor = (entity: Entity, write: 'create' | 'update'): string[] =>
	entity.fields.filter(({ writeOn }) => writeOn === write).map(({ name }) => name);

const uncertainUpload = ({ singular, plural }: Entity): MakiniError =>
	new MakiniError(`The ${singular} may or may not have been uploaded`, {
		kind: 'uncertain',
		hint: `The answer was lost. Look at the newest ${plural} in Makini before you upload it again.`,
	});

function uncertainChange(
	cause: Parameters<typeof unreachable>[0] | WireResponse,
	attempt: Attempt,
): MakiniError {
	const { entity, operation, key } = attempt;
	const why =
		cause.kind === 'failure'
			? unreachable(cause).message
			: cause.status < 300
				? unexpectedBody(cause, attempt).message
				: explain(cause, attempt).message;
	return new MakiniError(
		`The ${entity.singular}${key === undefined ? '' : ` ${key}`} may or may not have been changed`,
		{
			...(cause.kind === 'response' ? detailsOf(cause) : {}),
			kind: 'uncertain',
			hint: `${why}. Look at it in Makini before you go on ${doing(operation)} it.`,
		},
	);
}
