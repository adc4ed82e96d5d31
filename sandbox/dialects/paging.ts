import type { JsonObject } from '../types';
import type { PagingDialect } from './types';

/** One page, and where it stands in its list. */
export interface Page {
	data: JsonObject[];
	page: number;
	perPage: number;
	total: number;
	/** Address of another page, in numbers. */
	linkTo: (page: number) => string;
}

const CURSOR = 'page-';

/** The page that a cursor leads to. */
export const pageOfCursor = (cursor: string): number | undefined => {
	const text = Buffer.from(cursor, 'base64url').toString();
	return text.startsWith(CURSOR) ? Number(text.slice(CURSOR.length)) : undefined;
};

const cursorTo = (page: number): string => Buffer.from(`${CURSOR}${page}`).toString('base64url');

const lastPageOf = ({ total, perPage }: Page): number => Math.max(1, Math.ceil(total / perPage));

const nextCursorOf = (page: Page): string | null =>
	page.page < lastPageOf(page) ? cursorTo(page.page + 1) : null;

const numbered = (page: Page, lastPage: number, total: number): JsonObject => ({
	data: page.data,
	links: {
		first: page.linkTo(1),
		last: page.linkTo(lastPage),
		prev: page.page > 1 ? page.linkTo(page.page - 1) : null,
		next: page.page < lastPage ? page.linkTo(page.page + 1) : null,
	},
	meta: { current_page: page.page, last_page: lastPage, per_page: page.perPage, total },
});

/** The answer of each way of paging. */
const ENVELOPES: Readonly<Record<PagingDialect, (page: Page) => JsonObject | JsonObject[]>> = {
	numbers: (page) => numbered(page, lastPageOf(page), page.total),
	numbersOnly: ({ data, page, perPage }) => ({
		data,
		meta: { current_page: page, per_page: perPage },
	}),
	links: (page) => ({
		data: page.data,
		links: { next: page.page < lastPageOf(page) ? page.linkTo(page.page + 1) : null },
	}),
	httpLinks: (page) =>
		numbered(
			{ ...page, linkTo: (number) => page.linkTo(number).replace(/^https:/, 'http:') },
			lastPageOf(page),
			page.total,
		),
	cursor: (page) => ({ data: page.data, next_cursor: nextCursorOf(page) }),
	nextCursor: (page) => ({ data: page.data, nextCursor: nextCursorOf(page) }),
	metaCursor: (page) => ({ data: page.data, meta: { next_cursor: nextCursorOf(page) } }),
	paginationCursor: (page) => ({
		data: page.data,
		pagination: { next_cursor: nextCursorOf(page), total: page.total },
	}),
	paginationNextCursor: (page) => ({
		data: page.data,
		pagination: { nextCursor: nextCursorOf(page) },
	}),
	shortLastPage: (page) =>
		numbered(page, Math.ceil(lastPageOf(page) / 2), Math.floor(page.total / 2)),
	bareList: ({ data }) => data,
	unpaged: ({ data }) => ({ data }),
};

/** Whether the list gives all its records, whatever page is asked for. */
export const isUnpaged = (paging: PagingDialect | undefined): boolean => paging === 'unpaged';

/** The answer with a page in the connection's way. */
export const pageAs = (paging: PagingDialect, page: Page): JsonObject | JsonObject[] =>
	ENVELOPES[paging](page);
