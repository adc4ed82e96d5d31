import type { Dialect } from '../../../sandbox/dialects/types';
import type { FaultCase } from './faults';

/** A way in which an API differs so that what comes of an operation depends on it. */
export interface DialectCase {
	name: string;
	dialect: Dialect;
	/** The operations that it concerns. */
	operations: readonly string[];
	/** What may be said in place of a success. */
	says?: RegExp;
}

const WRITES = ['create', 'create or update'];
const LISTS = ['get many', 'records of a path'];
const RECORDS = ['get', 'create', 'update', 'create or update', 'update status'];

const IN_DOUBT = /may or may not/;

const paged = (paging: NonNullable<Dialect['paging']>): DialectCase => ({
	name: `pages: ${paging}`,
	dialect: { paging },
	operations: [...LISTS, 'create or update'],
});

const enveloped = (record: NonNullable<Dialect['record']>): DialectCase => ({
	name: `records: ${record}`,
	dialect: { record },
	operations: RECORDS,
});

const filtered = (filters: NonNullable<Dialect['filters']>): DialectCase => ({
	name: `filters: ${filters}`,
	dialect: { filters },
	operations: WRITES,
});

export const DIALECTS: readonly DialectCase[] = [
	{ name: 'late lists', dialect: { lateListsMs: 8_000 }, operations: WRITES, says: IN_DOUBT },
	...(['ignoresCase', 'findsParts', 'ignored', 'refused'] as const).map(filtered),
	...(['links', 'nextCursor', 'paginationNextCursor', 'shortLastPage'] as const).map(paged),
	...(['bare', 'created', 'noContent'] as const).map(enveloped),
	{
		name: 'filters: ignored, pages: shortLastPage',
		dialect: { filters: 'ignored', paging: 'shortLastPage' },
		operations: WRITES,
	},
	{
		name: 'filters: ignored, pages: nextCursor',
		dialect: { filters: 'ignored', paging: 'nextCursor' },
		operations: WRITES,
	},
	{
		name: 'late lists, filters: findsParts, records: noContent',
		dialect: { lateListsMs: 8_000, filters: 'findsParts', record: 'noContent' },
		operations: WRITES,
		says: IN_DOUBT,
	},
];

/** The faults that dialects are combined with, by name, and the case in which nothing goes wrong. */
export const WITH_DIALECTS: readonly string[] = [
	'429 with seconds',
	'drop after',
	'drop while working',
	'gateway with 503',
	'cut body',
	'too slow',
];

export const NO_FAULT: FaultCase = {
	name: 'no fault',
	passes: true,
	refuses: true,
	says: /^$/,
};
