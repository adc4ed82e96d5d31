/**
 * How a connection's API behaves where APIs differ. Every part stands for itself, is combinable
 * with every other part and with every fault, and is left out where the sandbox's usual behaviour
 * is meant.
 */
export interface Dialect {
	paging?: PagingDialect;
	filters?: FilterDialect;
	limit?: LimitDialect;
	/** Milliseconds until lists (filtered or not) show a write; a record is read by its key at once. 0 by default. */
	lateListsMs?: number;
	/** The same for reading by key. */
	lateRecordsMs?: number;
	/** Milliseconds by which the system's clock is ahead; negative where it is behind. 0 by default. */
	clockAheadMs?: number;
	/**
	 * How a single record is answered: under `data`, bare, or under its name (`purchaseOrder`).
	 * `created`: a create gets 201 with a Location and no body. `noContent`: every write gets 204.
	 */
	record?: 'data' | 'bare' | 'named' | 'created' | 'noContent';
	errors?: ErrorDialect;
	/** How text is encoded; the content type says so except for `bom`. `none`: UTF-8, and the content type names none. */
	charset?: 'utf-8' | 'bom' | 'latin1' | 'none';
	/**
	 * `asKept`: amounts as texts, whole numbers as JSON numbers. `jsonNumbers`: amounts are JSON
	 * numbers as well. `texts`: all are texts. `numericKeys`: keys are JSON numbers, beyond 2^53 where they are no
	 * running numbers. `numericCodes`: codes of digits alone are JSON numbers.
	 */
	numbers?: 'asKept' | 'jsonNumbers' | 'texts' | 'numericKeys' | 'numericCodes';
}

/**
 * - `numbers`: as published. `numbersOnly`: no totals, no links. `links`: the next link alone.
 * `httpLinks`: as published,
 *   with links whose scheme is http behind a proxy that speaks https.
 * - `cursor`: `next_cursor`. `nextCursor`, `metaCursor` (`meta.next_cursor`), `paginationCursor`
 * (`pagination.next_cursor`),
 *   `paginationNextCursor`: the same under other names.
 * - `shortLastPage`: `last_page` and `total` are too small by half, and further pages are there.
 * - `bareList`: an array without an envelope. `unpaged`: all records, whatever is asked for.
 */
export type PagingDialect =
	| 'numbers'
	| 'numbersOnly'
	| 'links'
	| 'httpLinks'
	| 'cursor'
	| 'nextCursor'
	| 'metaCursor'
	| 'paginationCursor'
	| 'paginationNextCursor'
	| 'shortLastPage'
	| 'bareList'
	| 'unpaged';

/** What a filter by equality gives: what is equal, whatever the case, what contains the value, everything, or a 422. */
export type FilterDialect = 'exact' | 'ignoresCase' | 'findsParts' | 'ignored' | 'refused';

export interface LimitDialect {
	/**
	 * Fixed and sliding windows of `perMs`; a bucket of `requests` that is refilled within `perMs`;
	 * so many at once, whatever `perMs` is.
	 */
	kind: 'fixed' | 'sliding' | 'bucket' | 'concurrent';
	requests: number;
	perMs: number;
	/** What a refusal tells: Retry-After alone, rate headers on every answer too, or nothing. */
	tells: 'retryAfter' | 'headers' | 'nothing';
}

/**
 * `makini`: code, type, message, request ID. `laravel`: message and errors by field. `texts`:
 * `{status, errors: [text]}` as adapters answer. `problem`: RFC 9457. `nested`: under
 * `error.details[]`. `xml`, `text`, `html`: no JSON at all.
 */
export type ErrorDialect =
	'makini' | 'laravel' | 'texts' | 'problem' | 'nested' | 'xml' | 'text' | 'html' | 'empty';
