import { isUnpaged, pageAs, pageOfCursor } from '../dialects/paging';
import type { PagingDialect } from '../dialects/types';
import type { Fields } from '../entities';
import type { RecordList } from '../timeOrder';
import type { ConnectionOptions, JsonObject } from '../types';
import { ApiError, badRequest, invalidFields } from './replies';
import { readSelection, type Selection } from './selection';

const DEFAULT_PAGE_SIZE = 15;
const DEFAULT_MAX_PAGE_SIZE = 500;

/** One page of a list, as asked for: by number (module style) or by the offset in a cursor (v1 style). */
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
	const perPage = pageSize(sized ? query : new URLSearchParams(), options);
	const { paging, filters } = options.dialect ?? {};
	if (paging) {
		const known = readSelection(query, fields, options.apiStyle === 'v1');
		const selection = { ...known, ignoresCase: filters === 'ignoresCase' };
		if (isUnpaged(paging)) return { selection, perPage: Number.MAX_SAFE_INTEGER, offset: 0 };
		const page = pageOfCursor(query.get('cursor') ?? '') ?? positiveInteger(query, 'page', 1);
		return { selection, perPage, offset: (page - 1) * perPage };
	}
	if (options.apiStyle === 'module') {
		const known = readSelection(query, fields, false);
		const selection = { ...known, ignoresCase: filters === 'ignoresCase' };
		return { selection, perPage, offset: (positiveInteger(query, 'page', 1) - 1) * perPage };
	}
	const cursor = query.get('cursor');
	if (cursor) return { ...decodeCursor(cursor), perPage };
	const known = readSelection(query, fields, true);
	return { selection: { ...known, ignoresCase: filters === 'ignoresCase' }, perPage, offset: 0 };
}

/** The number of the page that a query asks for, from 1, without any checks. */
export function pageNumber(query: URLSearchParams): number {
	const cursor = query.get('cursor');
	if (!cursor) return Number(query.get('page') ?? 1);
	const page = pageOfCursor(cursor);
	if (page !== undefined) return page;
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

/** The page in the way of the connection's dialect; `url` as in {@link listBody}. */
export function dialectBody(
	records: RecordList,
	{ offset, perPage }: PageRequest,
	url: URL,
	paging: PagingDialect,
): JsonObject | JsonObject[] {
	const linkTo = (number: number): string => {
		const link = new URL(url);
		link.searchParams.delete('cursor');
		link.searchParams.set('page', String(number));
		return link.toString();
	};
	return pageAs(paging, {
		data: [...records.slice(offset, offset + perPage)],
		page: Math.floor(offset / perPage) + 1,
		perPage,
		total: records.length,
		linkTo,
	});
}

/** The page with its envelope in the connection's style. `url` is the request's own, for the links. */
export function listBody(
	records: RecordList,
	request: PageRequest,
	url: URL,
	options: Paging,
): JsonObject {
	const { offset, perPage, selection } = request;
	const data = records.slice(offset, offset + perPage);
	if (options.apiStyle === 'v1') {
		const end = offset + data.length;
		const nextPage = pageNumber(url.searchParams) + 1;
		return {
			data,
			next_cursor: end < records.length ? encodeCursor(selection, end, nextPage) : null,
			...(options.omitTotals ? {} : { total: records.length }),
		};
	}
	const page = Math.floor(offset / perPage) + 1;
	const lastPage = Math.max(1, Math.ceil(records.length / perPage));
	const linkTo = (number: number): string => {
		const link = new URL(url);
		link.searchParams.set('page', String(number));
		return link.toString();
	};
	return {
		data,
		links: {
			first: linkTo(1),
			last: options.omitTotals ? null : linkTo(lastPage),
			prev: page > 1 ? linkTo(page - 1) : null,
			next: page < lastPage ? linkTo(page + 1) : null,
		},
		meta: {
			current_page: page,
			from: data.length > 0 ? offset + 1 : null,
			path: `${url.origin}${url.pathname}`,
			per_page: perPage,
			to: data.length > 0 ? offset + data.length : null,
			...(options.omitTotals ? {} : { last_page: lastPage, total: records.length }),
		},
	};
}

/** The query that asked for the page before, for a server that answers it again; the first page stays itself. */
export function previousPage(query: URLSearchParams, options: Paging): URLSearchParams {
	const previous = new URLSearchParams(query);
	const cursor = query.get('cursor');
	if (cursor && pageOfCursor(cursor) !== undefined) {
		previous.delete('cursor');
		previous.set('page', String(Math.max(1, pageNumber(query) - 1)));
	} else if (cursor) {
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
