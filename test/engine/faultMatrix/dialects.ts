import { ERROR_DIALECTS } from '../../../sandbox/dialects/errors';
import { PAGING_DIALECTS } from '../../../sandbox/dialects/paging';
import type { Dialect } from '../../../sandbox/dialects/types';
import type { FaultCase } from './faults';

/** A way in which an API differs so that what comes of an operation depends on it. */
export interface DialectCase {
	name: string;
	dialect: Dialect;
	/** The operations that it concerns. */
	operations: readonly string[];
	/** The faults that may come out otherwise. */
	faults: readonly string[];
	/** No further page is asked for. */
	lastPage?: number;
	/** What may be said in place of a success. */
	says?: RegExp;
}

type Paging = NonNullable<Dialect['paging']>;

const WRITES = ['create', 'create or update'];
const LISTS = ['get many', 'records of a path'];
const RECORDS = ['get', 'create', 'update', 'create or update', 'update status'];

/** One of each kind: refused, lost on the way, still at work, and lost in the end. */
const FAULTS = [
	'429 with seconds',
	'drop after',
	'drop while working',
	'gateway with 503',
	'cut body',
	'too slow',
];

const LOST = ['drop after', 'gateway with 503', 'cut body'];

/** Those whose words the server chooses. */
const SAID = [
	'429 with seconds',
	'503 with seconds',
	'processed, then 500',
	'refused with 405',
	'refused with 422',
];

const IN_DOUBT = /may or may not/;

const REACH: Partial<Record<Paging, Pick<DialectCase, 'lastPage'>>> = {
	unpaged: { lastPage: 1 },
};

const paged = (paging: Paging): DialectCase => ({
	name: `pages: ${paging}`,
	dialect: { paging },
	operations: LISTS,
	faults: LOST,
	...REACH[paging],
});

const enveloped = (record: NonNullable<Dialect['record']>): DialectCase => ({
	name: `records: ${record}`,
	dialect: { record },
	operations: RECORDS,
	faults: LOST,
});

const filtered = (filters: NonNullable<Dialect['filters']>): DialectCase => ({
	name: `filters: ${filters}`,
	dialect: { filters },
	operations: WRITES,
	// A filter that is refused comes to the same as one that is ignored.
	faults: filters === 'refused' ? LOST : FAULTS,
});

const unfiltered = (paging: Paging): DialectCase => ({
	name: `filters: ignored, pages: ${paging}`,
	dialect: { filters: 'ignored', paging },
	operations: WRITES,
	faults: LOST,
	...REACH[paging],
});

/** By these an error can be told to be of the API itself. */
const OWN_WORDS: ReadonlySet<string> = new Set(['makini', 'texts', 'nested']);

const worded = (errors: NonNullable<Dialect['errors']>): DialectCase => ({
	name: `errors: ${errors}`,
	dialect: { errors },
	operations: ['get', 'create', 'update'],
	faults: SAID,
	...(OWN_WORDS.has(errors) ? {} : { says: IN_DOUBT }),
});

const limited = (
	kind: NonNullable<Dialect['limit']>['kind'],
	requests: number,
	tells: NonNullable<Dialect['limit']>['tells'],
): DialectCase => ({
	name: `limit: ${kind}, tells ${tells}`,
	dialect: { limit: { kind, requests, perMs: 10_000, tells } },
	operations: ['get many', ...WRITES],
	faults: ['drop after', 'gateway with 503'],
});

const encoded = (charset: NonNullable<Dialect['charset']>): DialectCase => ({
	name: `charset: ${charset}`,
	dialect: { charset },
	operations: WRITES,
	faults: LOST,
});

const counted = (numbers: NonNullable<Dialect['numbers']>): DialectCase => ({
	name: `numbers: ${numbers}`,
	dialect: { numbers },
	operations: ['get many', ...RECORDS],
	faults: LOST,
});

export const DIALECTS: readonly DialectCase[] = [
	{
		name: 'late lists',
		dialect: { lateListsMs: 8_000 },
		operations: WRITES,
		faults: [...FAULTS, 'processed, then 500'],
		says: IN_DOUBT,
	},
	...(['ignoresCase', 'findsParts', 'ignored', 'refused'] as const).map(filtered),
	...PAGING_DIALECTS.map(paged),
	...(['bare', 'named', 'created', 'noContent'] as const).map(enveloped),
	...ERROR_DIALECTS.map(worded),
	limited('fixed', 3, 'nothing'),
	limited('sliding', 4, 'retryAfter'),
	limited('bucket', 3, 'headers'),
	limited('concurrent', 1, 'nothing'),
	...(['bom', 'latin1', 'none'] as const).map(encoded),
	...(['texts', 'jsonNumbers', 'numericKeys', 'numericCodes'] as const).map(counted),
	...(['shortLastPage', 'nextCursor', 'unpaged', 'bareList'] as const).map(unfiltered),
	{
		name: 'filters: refused, errors: html',
		dialect: { filters: 'refused', errors: 'html' },
		operations: WRITES,
		faults: LOST,
	},
	{
		name: 'filters: ignored, limit: sliding, numbers: numericKeys',
		dialect: {
			filters: 'ignored',
			limit: { kind: 'sliding', requests: 4, perMs: 10_000, tells: 'nothing' },
			numbers: 'numericKeys',
		},
		operations: WRITES,
		faults: LOST,
	},
	{
		name: 'late lists, filters: findsParts, records: noContent',
		dialect: { lateListsMs: 8_000, filters: 'findsParts', record: 'noContent' },
		operations: WRITES,
		faults: FAULTS,
		says: IN_DOUBT,
	},
];

export const NO_FAULT: FaultCase = {
	name: 'no fault',
	passes: true,
	refuses: true,
	says: /^$/,
};
