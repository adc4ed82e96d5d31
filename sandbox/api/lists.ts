import { filtersIn } from '../dialects/filters';
import { pagingOf } from '../dialects/paging';
import type { Fields } from '../contract/entities';
import type { RecordList } from '../data/timeOrder';
import type { JsonObject } from '../base';
import type { ConnectionOptions } from '../options';
import { ApiError, badRequest, invalidFields } from '../replies';
import { readSelection, type Selection } from '../data/selection';

const DEFAULT_PAGE_SIZE = 15;
const DEFAULT_MAX_PAGE_SIZE = 500;

/** One page of a list, as asked for: by number or by the offset in a cursor. */
export interface PageRequest {
	selection: Selection;
	perPage: number;
	offset: number;
}

type Paging = Pick<
	ConnectionOptions,
	'apiStyle' | 'defaultPageSize' | 'maxPageSize' | 'omitTotals' | 'dialect'
>;

function positiveInteger(query: URLSearchParams, name: string, otherwise: number): number {
	const value = query.get(name);
	if (value === null || value === '') return otherwise;
	if (/^\d{1,9}$/.test(value) && Number(value) > 0) return Number(value);
	throw new ApiError(invalidFields({ [name]: [`The ${name} must be a positive integer.`] }));
}

function pageSize(query: URLSearchParams, options: Paging): number {
	const asked = positiveInteger(query, 'per_page', options.defaultPageSize ?? DEFAULT_PAGE_SIZE);
	return Math.min(asked, options.maxPageSize ?? DEFAULT_MAX_PAGE_SIZE);
}

/** Reads paging, filters and sorting of a list, which ignores the page size unless `sized`; throws a 422 or 400. */
export function readPageRequest(
	query: URLSearchParams,
	fields: Fields,
	options: Paging,
	sized = true,
): PageRequest {
	const { apiStyle, dialect } = options;
	const { by } = pagingOf(options);
	const perPage = pageSize(sized ? query : new URLSearchParams(), options);
	const cursor = by === 'cursor' ? query.get('cursor') : null;
	if (cursor) return { ...decodeCursor(cursor), perPage };
	const asked = readSelection(query, fields, apiStyle === 'v1');
	const selection = filtersIn(dialect?.filters, asked, fields);
	if (by === 'nothing') return { selection, perPage: Infinity, offset: 0 };
	const page = by === 'number' ? positiveInteger(query, 'page', 1) : 1;
	return { selection, perPage, offset: (page - 1) * perPage };
}

/** The number of the page that a query asks for, from 1, without any checks. */
export function pageNumber(query: URLSearchParams): number {
	const cursor = query.get('cursor');
	if (!cursor) return Number(query.get('page') ?? 1);
	try {
		return decodeCursor(cursor).page;
	} catch {
		return Number.NaN;
	}
}

/** A cursor is opaque to clients and carries its selection, so that it needs no other parameter. */
function encodeCursor(selection: Selection, offset: number, page: number): string {
	return Buffer.from(JSON.stringify({ selection, offset, page })).toString('base64url');
}

function decodeCursor(cursor: string): { selection: Selection; offset: number; page: number } {
	try {
		const decoded = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as {
			selection: Selection;
			offset: number;
			page: number;
		};
		if (Number.isInteger(decoded.offset) && Array.isArray(decoded.selection.conditions)) {
			return decoded;
		}
	} catch {
		// The answer below is the same for text that is no JSON.
	}
	throw new ApiError(badRequest('INVALID_CURSOR', 'The cursor is not valid.'));
}

/** The page with its envelope, as the connection pages. `url` is the request's own, for the links. */
export function listBody(
	records: RecordList,
	request: PageRequest,
	url: URL,
	options: Paging,
): JsonObject | JsonObject[] {
	const { offset, perPage, selection } = request;
	const data = records.slice(offset, offset + perPage);
	const end = offset + data.length;
	const total = records.length;
	const nextPage = pageNumber(url.searchParams) + 1;
	return pagingOf(options).envelope({
		data,
		offset,
		perPage,
		total,
		omitTotals: options.omitTotals === true,
		url,
		nextCursor: end < total ? encodeCursor(selection, end, nextPage) : null,
	});
}

/** The query that asked for the page before, for a server that answers it again; the first page stays itself. */
export function previousPage(query: URLSearchParams, options: Paging): URLSearchParams {
	const previous = new URLSearchParams(query);
	const cursor = query.get('cursor');
	if (cursor) {
		const { selection, offset, page } = decodeCursor(cursor);
		previous.set(
			'cursor',
			encodeCursor(selection, Math.max(0, offset - pageSize(query, options)), page - 1),
		);
	} else {
		previous.set('page', String(Math.max(1, pageNumber(query) - 1)));
	}
	return previous;
}
