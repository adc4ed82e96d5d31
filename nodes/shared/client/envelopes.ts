import { z } from 'zod';
import type { WireResponse } from './transport';

/** A record of any entity: standard fields beside the custom fields of the connected system. */
export type MakiniRecord = Record<string, unknown>;

const isObject = (value: unknown): value is MakiniRecord =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

// Checks the container only: records are many, and their fields belong to the connected system.
const record = z.custom<MakiniRecord>(isObject);
const records = z.custom<MakiniRecord[]>((value) => Array.isArray(value) && value.every(isObject));

const count = z
	.union([z.number().int().nonnegative(), z.string().regex(/^\d+$/).transform(Number)])
	.optional()
	.catch(undefined);

const token = z
	.union([z.string().min(1), z.number().transform(String)])
	.nullish()
	.catch(undefined);

const listEnvelope = z.object({
	data: records,
	links: z.object({ next: token }).optional().catch(undefined),
	meta: z
		.object({
			current_page: count,
			last_page: count,
			per_page: count,
			total: count,
			next_cursor: token,
		})
		.optional()
		.catch(undefined),
	next_cursor: token,
	total: count,
});

/** What identifies a record of a list. */
export interface Keyed {
	key?: unknown;
}

/** One page of a list, whichever paging style it came in. */
export interface PageBody<R extends Keyed = MakiniRecord> {
	records: R[];
	/** Cursor of the next page; `null` where the server pages by cursor and this was the last page. */
	nextCursor?: string | null;
	/** Address of the next page, where the server gives one. */
	nextLink?: string;
	currentPage?: number;
	lastPage?: number;
	/** Number of records in the whole list, where the server knows it. */
	total?: number;
}

/** Reads a list response; `undefined` if the body is not a page of records. */
export function readPage(body: unknown): PageBody | undefined {
	const parsed = listEnvelope.safeParse(body);
	if (!parsed.success) return undefined;
	const { data, links, meta, next_cursor: cursor, total } = parsed.data;
	return {
		records: data,
		nextCursor: cursor === undefined ? meta?.next_cursor : cursor,
		nextLink: links?.next ?? undefined,
		currentPage: meta?.current_page,
		lastPage: meta?.last_page,
		total: total ?? meta?.total,
	};
}

const recordEnvelope = z.object({ data: record });

/** Reads the record of a response to a get, create or update; `undefined` if there is none. */
export function readRecord(body: unknown): MakiniRecord | undefined {
	const parsed = recordEnvelope.safeParse(body);
	return parsed.success ? parsed.data.data : undefined;
}

const word = z.string().min(1).optional().catch(undefined);

const fieldErrors = z
	.record(z.union([z.string().transform((message) => [message]), z.array(z.string())]))
	.optional()
	.catch(undefined);

const errorFields = z.object({
	code: word,
	error_code: word,
	message: word,
	request_id: word,
	requestId: word,
	errors: fieldErrors,
});

const errorEnvelope = errorFields.extend({
	error: z.union([errorFields, word]).optional().catch(undefined),
});

export interface ErrorBody {
	code?: string;
	message?: string;
	requestId?: string;
	fieldErrors?: Record<string, string[]>;
}

/**
 * Reads what an error response says. The property names are not published, so the likely spellings are taken,
 * at the top level or under `error`; anything else, a proxy's HTML included, gives an empty result.
 */
export function readErrorBody(body: unknown): ErrorBody {
	const parsed = errorEnvelope.safeParse(body);
	if (!parsed.success) return {};
	const outer = parsed.data;
	const inner = isObject(outer.error) ? errorFields.parse(outer.error) : undefined;
	return {
		code: outer.code ?? outer.error_code ?? inner?.code ?? inner?.error_code,
		message:
			outer.message ??
			inner?.message ??
			(typeof outer.error === 'string' ? outer.error : undefined),
		requestId: outer.request_id ?? outer.requestId ?? inner?.request_id ?? inner?.requestId,
		fieldErrors: outer.errors ?? inner?.errors,
	};
}

const adapterEnvelope = z.object({ status: z.number(), errors: z.array(z.string()).min(1) });

/** Whether a body is an error as Makini's adapters answer it: a status and a list of texts. */
export const isAdapterError = (body: unknown): boolean => adapterEnvelope.safeParse(body).success;

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
 * Reads the sync state of a connection's state response (`inprogress`, `done`, `fulldone`, `error`, `fail`;
 * source: GET /api/integrations/current). The v1 style's `status` is not published in detail and passed on as it is.
 */
export function readState(body: unknown): string | undefined {
	const parsed = stateEnvelope.safeParse(body);
	return parsed.success ? parsed.data : undefined;
}
