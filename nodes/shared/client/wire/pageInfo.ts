import { isPlainObject } from 'lodash';
import { z } from 'zod';

/** What a page tells of its list, beside the records. */
export interface PageInfo {
	/** Cursor of the next page; `null` where the server pages by cursor and this was the last page. */
	nextCursor?: string | null;
	/** Address of the next page; `null` where the server gives addresses and there is no further page. */
	nextLink?: string | null;
	/** Number of the next page. */
	nextPage?: number;
	/** Whether there are further records, where the server says so in as many words. */
	hasMore?: boolean;
	currentPage?: number;
	lastPage?: number;
	/** Number of records in the whole list, where the server knows it. */
	total?: number;
	/** Most records that the server puts on a page, which may be fewer than were asked for. */
	perPage?: number;
}

/** How names are compared: `next_cursor`, `nextCursor` and `@odata.nextCursor` are one. */
export const plainName = (name: string): string =>
	name
		.replace(/^.*\./, '')
		.replace(/[^a-z]/gi, '')
		.toLowerCase();

/** Where APIs put what they tell of a list: beside it, or under one of these names, one in another too. */
const PLACES = new Set([
	'meta',
	'metadata',
	'responsemetadata',
	'pagination',
	'paginator',
	'paging',
	'pageinfo',
	'pager',
	'page',
	'links',
	'cursor',
	'cursors',
	'next',
]);
const DEEPEST = 3;

/** The names of what is told, the most telling first. */
const NAMES = {
	cursor: [
		'nextcursor',
		'nextpagetoken',
		'nextpagecursor',
		'nexttoken',
		'continuationtoken',
		'endcursor',
		'after',
		'cursor',
	],
	/** A link, a number or a cursor, as it looks. */
	next: ['next', 'nextpage', 'nextlink', 'nexturl', 'nextpageurl', 'href', 'link', 'url'],
	hasMore: ['hasmore', 'hasnext', 'hasnextpage', 'hasmorerecords', 'moreavailable', 'morerecords'],
	isLast: ['islast', 'islastpage', 'last'],
	currentPage: ['currentpage', 'pagenumber', 'page'],
	lastPage: ['lastpage', 'totalpages', 'pagecount', 'pages'],
	total: [
		'total',
		'totalcount',
		'totalrecords',
		'totalitems',
		'totalelements',
		'totalresults',
		'recordstotal',
	],
	perPage: ['perpage', 'pagesize'],
} as const;

/** Names that tell of the next page only where they stand under `next`. */
const UNDER_NEXT: ReadonlySet<string> = new Set(['href', 'link', 'url']);

const count = z.union([
	z.number().int().nonnegative(),
	z
		.string()
		.regex(/^\d{1,15}$/)
		.transform(Number),
]);

const flag = z.boolean();

const token = z.union([
	z.string().min(1),
	z.number().transform(String),
	// Nothing, an empty text and `false` all say that there is no next one.
	z.union([z.null(), z.literal(''), z.literal(false)]).transform(() => null),
]);

interface Told {
	name: string;
	value: unknown;
}

const isHolder = (value: unknown): value is Record<string, unknown> => isPlainObject(value);

/** All that is told, what stands further outside first. */
function toldBy(holders: readonly object[]): Told[] {
	const told: Told[] = [];
	let places = holders.map((holder) => ({ holder, isNext: false }));
	for (let depth = 0; depth < DEEPEST && places.length > 0; depth += 1) {
		const inner: typeof places = [];
		for (const { holder, isNext } of places) {
			for (const [given, value] of Object.entries(holder)) {
				const name = plainName(given);
				if (isHolder(value) && PLACES.has(name)) {
					inner.push({ holder: value, isNext: name === 'next' });
				} else if (isNext || !UNDER_NEXT.has(name)) {
					told.push({ name, value });
				}
			}
		}
		places = inner;
	}
	return told;
}

function find<T>(
	told: readonly Told[],
	names: readonly string[],
	schema: z.ZodType<T, z.ZodTypeDef, unknown>,
): T | undefined {
	for (const name of names) {
		for (const each of told) {
			const parsed = each.name === name ? schema.safeParse(each.value) : undefined;
			if (parsed?.success) return parsed.data;
		}
	}
	return undefined;
}

const isLink = (text: string): boolean => /^([a-z][a-z\d+.-]*:)?\/\/|^[/?]/i.test(text);

/** What stands under `next` and the like, told apart by its look. */
function readNext(next: string | null | undefined): PageInfo {
	if (next === undefined) return {};
	if (next === null || isLink(next)) return { nextLink: next };
	return /^\d{1,9}$/.test(next) ? { nextPage: Number(next) } : { nextCursor: next };
}

/** Reads what a list response tells beside its records, under whichever of the usual names. */
export function readPageInfo(holders: readonly object[]): PageInfo {
	const told = toldBy(holders);
	const cursor = find(told, NAMES.cursor, token);
	const next = readNext(find(told, NAMES.next, token));
	const isLast = find(told, NAMES.isLast, flag);
	return {
		nextCursor: cursor ?? next.nextCursor ?? cursor,
		nextLink: next.nextLink,
		nextPage: next.nextPage,
		hasMore: find(told, NAMES.hasMore, flag) ?? (isLast === undefined ? undefined : !isLast),
		currentPage: find(told, NAMES.currentPage, count),
		lastPage: find(told, NAMES.lastPage, count),
		total: find(told, NAMES.total, count),
		perPage: find(told, NAMES.perPage, count),
	};
}
