import type { ApiStyle, JsonObject } from '../base';
import type { PagingDialect } from './types';

/** A page of a list, however it will be enveloped. */
export interface Page {
	data: JsonObject[];
	offset: number;
	perPage: number;
	/** Records in the whole list. */
	total: number;
	omitTotals: boolean;
	/** The request's own. */
	url: URL;
	/** A cursor for what follows the page; null behind the last one. */
	nextCursor: string | null;
}

interface PagingStyle {
	/** What a request names its page by. */
	by: 'number' | 'cursor' | 'nothing';
	envelope(page: Page): JsonObject | JsonObject[];
}

interface Numbers {
	page: number;
	lastPage: number;
	total: number;
	linkTo(page: number): string;
}

function numbersOf({ offset, perPage, total, url }: Page): Numbers {
	const linkTo = (number: number): string => {
		const link = new URL(url);
		link.searchParams.set('page', String(number));
		return link.toString();
	};
	const page = Math.floor(offset / perPage) + 1;
	return { page, lastPage: Math.max(1, Math.ceil(total / perPage)), total, linkTo };
}

/** Half of the pages, as if the list ended behind them. */
function shortened(numbers: Numbers, { perPage }: Page): Numbers {
	const lastPage = Math.ceil(numbers.lastPage / 2);
	return { ...numbers, lastPage, total: Math.min(numbers.total, lastPage * perPage) };
}

const overHttp = (numbers: Numbers): Numbers => ({
	...numbers,
	linkTo: (page) => numbers.linkTo(page).replace(/^https:/, 'http:'),
});

function linksOf({ page, lastPage, linkTo }: Numbers, omitTotals: boolean): JsonObject {
	return {
		first: linkTo(1),
		last: omitTotals ? null : linkTo(lastPage),
		prev: page > 1 ? linkTo(page - 1) : null,
		next: page < lastPage ? linkTo(page + 1) : null,
	};
}

function placeOf({ data, offset, perPage, url }: Page, { page }: Numbers): JsonObject {
	const isEmpty = data.length === 0;
	return {
		current_page: page,
		from: isEmpty ? null : offset + 1,
		path: `${url.origin}${url.pathname}`,
		per_page: perPage,
		to: isEmpty ? null : offset + data.length,
	};
}

/** As published: links and totals, from numbers that may be untrue. */
const numbered = (told: (numbers: Numbers, page: Page) => Numbers): PagingStyle => ({
	by: 'number',
	envelope(page) {
		const numbers = told(numbersOf(page), page);
		const { lastPage, total } = numbers;
		return {
			data: page.data,
			links: linksOf(numbers, page.omitTotals),
			meta: {
				...placeOf(page, numbers),
				...(page.omitTotals ? {} : { last_page: lastPage, total }),
			},
		};
	},
});

/** The cursor under a name, at the top or below a name. */
const cursorAs = (name: string, below?: string): PagingStyle => ({
	by: 'cursor',
	envelope({ data, total, omitTotals, nextCursor }) {
		const told: JsonObject = { [name]: nextCursor, ...(omitTotals ? {} : { total }) };
		return { data, ...(below === undefined ? told : { [below]: told }) };
	},
});

const PAGINGS: Readonly<Record<PagingDialect, PagingStyle>> = {
	numbers: numbered((numbers) => numbers),
	httpLinks: numbered(overHttp),
	shortLastPage: numbered(shortened),
	numbersOnly: {
		by: 'number',
		envelope: (page) => ({ data: page.data, meta: placeOf(page, numbersOf(page)) }),
	},
	links: {
		by: 'number',
		envelope(page) {
			const { next } = linksOf(numbersOf(page), true);
			return { data: page.data, links: { next: next ?? null } };
		},
	},
	cursor: cursorAs('next_cursor'),
	nextCursor: cursorAs('nextCursor'),
	metaCursor: cursorAs('next_cursor', 'meta'),
	paginationCursor: cursorAs('next_cursor', 'pagination'),
	paginationNextCursor: cursorAs('nextCursor', 'pagination'),
	bareList: { by: 'number', envelope: ({ data }) => data },
	unpaged: { by: 'nothing', envelope: ({ data }) => ({ data }) },
};

export const PAGING_DIALECTS = Object.keys(PAGINGS) as PagingDialect[];

/** How a connection pages: as its dialect says, else as its style does. */
export function pagingOf(given: {
	apiStyle: ApiStyle;
	dialect?: { paging?: PagingDialect };
}): PagingStyle {
	return PAGINGS[given.dialect?.paging ?? (given.apiStyle === 'v1' ? 'cursor' : 'numbers')];
}
