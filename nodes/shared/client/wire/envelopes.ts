import { z } from 'zod';
import type { Entity } from '../../catalogue/types';
import { keyText, type Keyed } from './keys';
import { listIn, ownNames, WRAPPERS } from './listPlace';
import { plainName, readPageInfo, type PageInfo } from './pageInfo';
import type { WireResponse } from './transport';

/** A record of any entity: standard fields beside the custom fields of the connected system. */
export type MakiniRecord = Record<string, unknown>;

export const isObject = (value: unknown): value is MakiniRecord =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

// Checks the container only: records are many, and their fields belong to the connected system.
const isRecords = (values: readonly unknown[]): values is MakiniRecord[] => values.every(isObject);

/** One page of a list, whichever paging style it came in. */
export interface PageBody<R extends Keyed = MakiniRecord> extends PageInfo {
	records: R[];
}

const failureEnvelope = z.union([
	z.object({ success: z.literal(false) }),
	z.object({ ok: z.literal(false) }),
	z.object({ status: z.union([z.number().min(400), z.enum(['error', 'fail', 'failed'])]) }),
	z.object({ error: z.union([z.string().min(1), z.object({}), z.literal(true)]) }),
	z.object({ errors: z.union([z.array(z.unknown()).min(1), z.string().min(1)]) }),
]);

/** Few answers have any of these, and zod takes long to find none of a union. */
const FAILURE_NAMES = failureEnvelope.options.flatMap(({ shape }) => Object.keys(shape));

/** Whether a body tells of a failure, whatever the status of its response. */
export const isFailure = (body: unknown): boolean =>
	isObject(body) &&
	FAILURE_NAMES.some((name) => name in body) &&
	failureEnvelope.safeParse(body).success;

/**
 * Reads a list response; `undefined` if the body is not a page of records.
 * @param entity whose records are listed, since lists may stand under its name.
 */
export function readPage(body: unknown, entity?: Entity): PageBody | undefined {
	const place = listIn(body, entity);
	if (!place || !isRecords(place.entries)) return undefined;
	const { entries, holders } = place;
	// A failure that comes with an empty list must not pass for an empty list.
	if (entries.length === 0 && isFailure(body)) return undefined;
	return { records: [...entries], ...readPageInfo(holders) };
}

const asRecord = (entry: unknown, name: string): MakiniRecord =>
	isObject(entry) ? entry : { [name]: entry };

/**
 * The entries of a list of anything, wherever it stands, and a lone record under `data` as a list of one.
 * @param entryName under which an entry stands in its record where it is no object.
 */
export function readAnyPage(body: unknown, entryName = 'value'): PageBody | undefined {
	const lone = isObject(body) && isObject(body.data) ? body.data : undefined;
	const place = lone ? { entries: [lone], holders: [body as object] } : listIn(body);
	return (
		place && {
			records: place.entries.map((entry) => asRecord(entry, entryName)),
			...readPageInfo(place.holders),
		}
	);
}

/** Names under which a single record stands, beside its entity's. */
const SINGLE: ReadonlySet<string> = new Set([...WRAPPERS, 'record', 'item']);

/** Names that errors and confirmations have too, so that they do not tell a record. */
const COMMON: ReadonlySet<string> = new Set([
	'id',
	'code',
	'name',
	'type',
	'title',
	'status',
	'message',
	'detail',
	'description',
	'createdAt',
	'updatedAt',
]);

/** Whether an object that stands for itself is a record, rather than an error or a word of confirmation. */
function isBareRecord(body: MakiniRecord, entity: Entity | undefined): boolean {
	if (keyText(body.key) !== undefined || typeof body.key === 'number') return true;
	return (entity?.fields ?? []).some(({ name }) => !COMMON.has(name) && body[name] !== undefined);
}

/** Names of words that say that something was done. */
const CONFIRMATION: ReadonlySet<string> = new Set(['success', 'ok', 'status', 'message', 'result']);

/** How many names and lists a record may stand within. */
const DEEPEST = 3;

/**
 * @param isNamed whether it stands under a name that holds nothing but records, so that its fields need not tell.
 */
function recordIn(
	body: unknown,
	entity: Entity | undefined,
	isNamed = false,
	depth = 0,
): MakiniRecord | undefined {
	if (depth > DEEPEST) return undefined;
	if (Array.isArray(body)) {
		return body.length === 1 ? recordIn(body[0], entity, isNamed, depth + 1) : undefined;
	}
	if (!isObject(body)) return undefined;
	if (isBareRecord(body, entity)) return body;
	const own = new Set(entity ? ownNames(entity) : []);
	for (const [given, value] of Object.entries(body)) {
		const name = plainName(given);
		const isOwn = name === 'data' || own.has(name);
		const isWrapper = isOwn || SINGLE.has(name);
		const inner = isWrapper ? recordIn(value, entity, isOwn, depth + 1) : undefined;
		if (inner) return inner;
	}
	const isTold = !entity || Object.keys(body).some((name) => !CONFIRMATION.has(name));
	return isNamed && isTold ? body : undefined;
}

/**
 * Reads the record of a response to a get, create or update, whether it stands alone, under `data`
 * or the like, under its entity's name, or as the only one of a list; `undefined` if there is none.
 */
export function readRecord(body: unknown, entity?: Entity): MakiniRecord | undefined {
	const hasKey = isObject(body) && keyText(body.key) !== undefined;
	return !hasKey && isFailure(body) ? undefined : recordIn(body, entity);
}

const makiniCode = z.string().regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/);
const makiniError = z.union([
	z.object({ code: makiniCode, message: z.string() }),
	z.object({ error_code: makiniCode, message: z.string() }),
]);

/** Makini's own errors have its code and a message; those of its adapters a status and a list of texts. */
const ownError = z.union([
	makiniError,
	z.object({ error: makiniError }),
	z.object({ status: z.number(), errors: z.array(z.string()).min(1) }),
]);

/** Whether a body is evidently an error of Makini's own, which no gateway makes. */
export const isOwnError = (body: unknown): boolean => ownError.safeParse(body).success;

/** Whether a successful answer says that it is JSON and is not: it was cut off on its way. */
export function isCutOff(response: WireResponse): boolean {
	const { status, headers } = response;
	if (status >= 300 || !/json/i.test(headers['content-type'] ?? '')) return false;
	const { body } = response;
	return typeof body === 'string' && /^\s*[[{]/.test(body);
}

const stateEnvelope = z.union([
	z
		.object({ data: z.object({ sync_status: z.string() }) })
		.transform(({ data }) => data.sync_status),
	z.object({ status: z.string() }).transform(({ status }) => status),
]);

/**
 * Reads the sync state of a connection's state response as it is spelled (`inprogress` or
 * `in_progress`, `done`, `fulldone`, `fail`...; source: GET /api/integrations/current). The v1
 * style's `status` is not published in detail and passed on as it is.
 */
export function readState(body: unknown): string | undefined {
	const parsed = stateEnvelope.safeParse(body);
	return parsed.success ? parsed.data : undefined;
}
