import type { PageBody } from '../wire/envelopes';
import { MakiniError } from '../errors/errors';
import { identityOf, type Keyed } from '../wire/keys';
import type { Position } from '../wire/styles';

/** What following a list goes by. */
export interface StepPlan {
	/** Records asked for per page. */
	pageSize: number;
	/** Plural of the entity, for messages. */
	plural: string;
	/** The origin whose host links must stay on. */
	baseUrl: string;
	/** The API pages by cursor: a page that has neither cursor nor number is the last one. */
	cursorStyle: boolean;
}

/** What reading has learned so far. */
export interface Progress {
	position: Position;
	/** Nothing said that there is this page. */
	isProbe?: boolean;
	/** Number of records on the first page. */
	firstPageLength: number;
	/** Number of records on all pages, this one included; `undefined` where the pages before are not known. */
	received?: number;
	/** Records on the pages before, each counted once. */
	known?: number;
	usedCursors: ReadonlySet<string>;
	/** What tells the previous page from the others. */
	previousFingerprint?: string;
	/** Pages without records just before this one. */
	emptyBefore?: number;
}

export type NextStep =
	| { kind: 'page'; position: Position; isProbe: boolean }
	/** `isTold`: the server has said so, rather than said nothing more. */
	| { kind: 'end'; isTold: boolean };

const TOLD_END: NextStep = { kind: 'end', isTold: true };

/** Most empty pages in a row that are gone over because the server says that there is more. */
const MOST_EMPTY = 20;

/** Identifies a page by its records: their keys, or their content where they have none. */
export const fingerprint = (records: readonly Keyed[]): string =>
	records.map((record) => identityOf(record, true) ?? JSON.stringify(record)).join('\n');

export function brokenPaging(message: string, plural: string): MakiniError {
	return new MakiniError(message, {
		kind: 'unexpectedBody',
		hint: `Reading was stopped so that no ${plural} are doubled or left out unnoticed. Try again; if it stays, report it to Makini's support.`,
	});
}

/** A list says to have more records than can be had of it. */
export class CutShortError extends MakiniError {
	constructor(plural: string, received: number, total?: number) {
		const much = total === undefined ? `after ${received}` : `at ${received} of ${total}`;
		super(`Makini's list of ${plural} was cut short ${much}`, {
			kind: 'unexpectedBody',
			hint: `Makini says that there are more, but gives no way to them, so reading failed rather than leave ${plural} out unnoticed. Try again, choose another Page Size, or read in parts by filters or "Updated After"; if it stays, report it to Makini's support.`,
		});
	}
}

/** Decides what follows one page. */
class Step {
	private readonly number: number | undefined;

	/** The server says that there is more than was received so far. */
	private readonly isMissing: boolean;

	constructor(
		private readonly page: PageBody<Keyed>,
		private readonly progress: Progress,
		private readonly plan: StepPlan,
	) {
		const { position, received } = progress;
		const { hasMore, total, lastPage, currentPage, nextLink, nextPage, nextCursor } = page;
		const isNumbered = lastPage ?? currentPage ?? nextPage ?? nextLink ?? undefined;
		// A page that tells nothing at all may be one of an API that pages by number whatever its style.
		const isSilent = [hasMore, total, nextCursor].every((each) => each === undefined);
		const canNumber =
			'page' in position && (!plan.cursorStyle || isNumbered !== undefined || isSilent);
		this.number = canNumber ? position.page : undefined;
		this.isMissing =
			hasMore === true || (total !== undefined && received !== undefined && received < total);
	}

	next(): NextStep {
		const end = this.endByRepetition();
		if (end) return end;
		const position = this.followed();
		if (position) return { kind: 'page', position, isProbe: false };
		if (this.number !== undefined && this.mayHaveMore()) {
			return { kind: 'page', position: { page: this.number + 1 }, isProbe: true };
		}
		const { plural } = this.plan;
		if (this.page.hasMore === true)
			throw new CutShortError(plural, this.progress.received ?? this.page.records.length);
		return { kind: 'end', isTold: this.isEndTold() };
	}

	/** A page again, or another one than asked for: the end where it was not told of, else an error. */
	private endByRepetition(): NextStep | undefined {
		const { page, progress, plan } = this;
		const { position, isProbe = false, previousFingerprint } = progress;
		const { records, currentPage, lastPage } = page;
		if (records.length > 0 && fingerprint(records) === previousFingerprint) {
			if (this.isUnpaged() || (isProbe && lastPage !== undefined)) return TOLD_END;
			// A server that pages by cursor looks at no number.
			if (isProbe && plan.cursorStyle) {
				return { kind: 'end', isTold: records.length < plan.pageSize };
			}
			throw brokenPaging(`Makini gave the same page of ${plan.plural} twice`, plan.plural);
		}
		const isNumber = 'page' in position && typeof page.nextCursor !== 'string';
		if (!isNumber || currentPage === undefined || currentPage === position.page) return undefined;
		if (isProbe && currentPage < position.page) return TOLD_END;
		throw brokenPaging(
			`Makini answered with page ${currentPage} of the ${plan.plural} instead of page ${position.page}`,
			plan.plural,
		);
	}

	/**
	 * A list that ignores paging gives all its records whatever one asks for: there are none that are
	 * not on each page.
	 */
	private isUnpaged(): boolean {
		const { nextCursor, nextLink, nextPage, hasMore, lastPage, records } = this.page;
		const isPaged =
			nextCursor ?? nextLink ?? nextPage ?? lastPage ?? (hasMore === true || undefined);
		return (
			isPaged === undefined &&
			records.length !== this.plan.pageSize &&
			this.progress.known === records.length
		);
	}

	/** Where the server says that the next page is. */
	private followed(): Position | undefined {
		const { page, progress, number, isMissing } = this;
		const { nextCursor, nextLink, nextPage, hasMore, lastPage, records } = page;
		const isOver = hasMore === false && !isMissing;
		if (typeof nextCursor === 'string' && !isOver) return this.withCursor(nextCursor);
		const { emptyBefore = 0 } = progress;
		const isEmpty = records.length === 0;
		// An empty page is the end unless there is another reason to go on.
		const goesOn = !isOver && (!isEmpty || (isMissing && emptyBefore < MOST_EMPTY));
		if (goesOn && typeof nextLink === 'string') return this.atLink(nextLink);
		if (goesOn && nextPage !== undefined && nextPage > (number ?? 0)) return { page: nextPage };
		if (number === undefined) return undefined;
		const isBefore = lastPage !== undefined && number < lastPage;
		return isBefore || (goesOn && hasMore === true) ? { page: number + 1 } : undefined;
	}

	private withCursor(cursor: string): Position {
		const { plural } = this.plan;
		if (this.progress.usedCursors.has(cursor)) {
			throw brokenPaging(`Makini gave the same cursor twice while listing ${plural}`, plural);
		}
		return { cursor };
	}

	/** Only where a link leads is taken from it, not its scheme, which is another one behind a proxy that encrypts. */
	private atLink(text: string): Position | undefined {
		const { baseUrl, plural } = this.plan;
		const link = URL.canParse(text, `${baseUrl}/`) ? new URL(text, `${baseUrl}/`) : undefined;
		if (!link || !isSameHost(link, new URL(baseUrl))) {
			throw brokenPaging(
				`Makini's link to the next page of ${plural} leads to another host`,
				plural,
			);
		}
		const cursor = link.searchParams.get('cursor');
		if (cursor) return this.withCursor(cursor);
		if (this.number !== undefined) return { page: this.number + 1 };
		const page = Number(link.searchParams.get('page'));
		return Number.isInteger(page) && page > 1 ? { page } : undefined;
	}

	/** Whether a further page is worth a request although nothing says that there is one. */
	private mayHaveMore(): boolean {
		const { page, progress, plan, isMissing } = this;
		const { records, lastPage, total, hasMore, nextCursor, nextLink, perPage = Infinity } = page;
		const { received, firstPageLength } = progress;
		if (records.length === 0) return false;
		if (isMissing) return true;
		const isLonger = total !== undefined && received !== undefined && received > total;
		const isFull = records.length >= firstPageLength;
		if (lastPage !== undefined) {
			// Totals that end with a full page may be as far as the server counts. A single page is as full as the first one.
			const isFullPage =
				this.number === 1 ? records.length >= Math.min(plan.pageSize, perPage) : isFull;
			return received !== undefined && hasMore !== false && isFullPage;
		}
		const isOver = hasMore === false || nextCursor === null || nextLink === null;
		// The server may give less than was asked for, so only a page shorter than the first one, or an
		// empty one, is the last.
		return isFull && (isLonger || (!isOver && (total === undefined || received === undefined)));
	}

	private isEndTold(): boolean {
		const { page, progress, plan } = this;
		const { records, lastPage, total, hasMore, nextCursor, nextLink } = page;
		const said = [lastPage, total, nextCursor, nextLink, hasMore];
		return (
			said.some((each) => each !== undefined) ||
			records.length === 0 ||
			'cursor' in progress.position ||
			(plan.cursorStyle && records.length < plan.pageSize)
		);
	}
}

const DEFAULT_PORTS: ReadonlySet<string> = new Set(['', '80', '443']);

const isSameHost = (link: URL, base: URL): boolean =>
	link.hostname === base.hostname && (link.port === base.port || DEFAULT_PORTS.has(link.port));

/**
 * Decides what follows a page: whatever says that there is more is followed, by cursor, link or number. Where nothing
 * says so and the page was full, the next one is tried.
 * @throws MakiniError (unexpectedBody) for a page or cursor that repeats, another page than asked
 * for, a link to another host, and a list that says to go on without a way to.
 */
export const nextStep = (page: PageBody<Keyed>, progress: Progress, plan: StepPlan): NextStep =>
	new Step(page, progress, plan).next();
