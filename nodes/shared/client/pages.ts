import { PagesAhead, type FetchedPage } from './ahead';
import type { Keyed, MakiniRecord, PageBody } from './envelopes';
import { MakiniError } from './errors';
import { SeenKeys } from './seenKeys';
import type { Position } from './styles';

export interface PagePlan {
	/** Records asked for per page, at least 1. The server may give fewer. */
	pageSize: number;
	/** Stop after this many records. */
	limit?: number;
	/** Plural of the entity, for messages. */
	plural: string;
	/** The origin that links must stay on. */
	baseUrl: string;
	/** Whether `key` identifies a record, as it does unless told; `false` for rows of foreign tables. */
	keyed?: boolean;
	/** Pages under way or waiting at once, from 1 (the default): more than one where the list tells its last page. */
	parallelPages?: number;
	/** How many of them at present, where that changes. */
	pagesNow?: () => number;
	/** The API pages by cursor: a page that has neither cursor nor number is the last one. */
	cursorStyle: boolean;
}

/** What reading has learned so far. */
export interface Progress {
	position: Position;
	/** Number of records on the first page. */
	firstPageLength: number;
	/** Number of records on all pages, this one included. */
	received: number;
	usedCursors: ReadonlySet<string>;
	/** What tells the previous page from the others. */
	previousFingerprint?: string;
}

export type NextStep = { kind: 'page'; position: Position } | { kind: 'end' };

/** Identifies a page by its records: their keys, or their content where they have none. */
const fingerprint = (records: readonly Keyed[]): string =>
	records
		.map((record) => (typeof record.key === 'string' ? record.key : JSON.stringify(record)))
		.join('\n');

const brokenPaging = (message: string, plural: string): MakiniError =>
	new MakiniError(message, {
		kind: 'unexpectedBody',
		hint: `Reading was stopped so that no ${plural} are doubled or left out unnoticed. Try again; if it stays, report it to Makini's support.`,
	});

function sameOrigin(link: string, baseUrl: string): boolean {
	return URL.canParse(link, baseUrl) && new URL(link, baseUrl).origin === new URL(baseUrl).origin;
}

/**
 * Decides what follows a page: by cursor if the server gives one, else by the number of the last page, else by the link
 * to the next page, else by whether the page was as full as the first.
 * @throws MakiniError (unexpectedBody) for a page or cursor that repeats, another page than asked for, and a link to another host.
 */
export function nextStep(page: PageBody<Keyed>, progress: Progress, plan: PagePlan): NextStep {
	const { position } = progress;
	const repeats =
		page.records.length > 0 && fingerprint(page.records) === progress.previousFingerprint;
	if (repeats && isUnpaged(page, progress, plan)) return { kind: 'end' };
	if (repeats) throw brokenPaging(`Makini gave the same page of ${plan.plural} twice`, plan.plural);

	if (typeof page.nextCursor === 'string') {
		if (progress.usedCursors.has(page.nextCursor)) {
			throw brokenPaging(
				`Makini gave the same cursor twice while listing ${plan.plural}`,
				plan.plural,
			);
		}
		return { kind: 'page', position: { cursor: page.nextCursor } };
	}
	if ('cursor' in position || page.nextCursor === null) return { kind: 'end' };

	if (page.currentPage !== undefined && page.currentPage !== position.page) {
		throw brokenPaging(
			`Makini answered with page ${page.currentPage} of the ${plan.plural} instead of page ${position.page}`,
			plan.plural,
		);
	}
	return hasMorePages(page, position.page, progress, plan)
		? { kind: 'page', position: { page: position.page + 1 } }
		: { kind: 'end' };
}

/** A list that ignores paging gives the same records whatever one asks for. It was complete the first time. */
const isUnpaged = (page: PageBody<Keyed>, progress: Progress, plan: PagePlan): boolean =>
	page.nextCursor === undefined &&
	page.lastPage === undefined &&
	page.nextLink === undefined &&
	page.records.length !== plan.pageSize &&
	progress.received === 2 * page.records.length;

function hasMorePages(
	page: PageBody<Keyed>,
	number: number,
	progress: Progress,
	plan: PagePlan,
): boolean {
	const isNumbered = page.lastPage ?? page.currentPage ?? page.nextLink;
	if (plan.cursorStyle && isNumbered === undefined) return false;
	if (page.lastPage !== undefined) return number < page.lastPage;
	if (page.records.length === 0) return false;
	if (page.nextLink !== undefined) {
		if (!sameOrigin(page.nextLink, plan.baseUrl)) {
			throw brokenPaging(
				`Makini's link to the next page of ${plan.plural} leads to another host`,
				plan.plural,
			);
		}
		return true;
	}
	if (page.total !== undefined) return progress.received < page.total;
	// The server may give less than was asked for, so only a page shorter than the first one, or an empty one, is the last.
	return page.records.length >= progress.firstPageLength;
}

/** Keys of records already given out, so that a record which moves to a later page is not given out twice. */
const unseen = <R extends Keyed>(records: readonly R[], seen: SeenKeys): R[] =>
	records.filter(({ key }) => typeof key !== 'string' || seen.add(key));

export interface ReadReport {
	pages: number;
	records: number;
	/** The list's size changed while it was read. */
	changed: boolean;
}

/** Most times that the end of a list which changed is read again. */
const MOST_REREADS = 3;

type Fetch<R extends Keyed> = (position: Position, pageSize: number) => Promise<FetchedPage<R>>;

/** Going through a list once, from some page on. */
interface Pass {
	position: Position;
	/** Where the next page begins; `undefined` where there is none. */
	next?: Position;
	received: number;
	usedCursors: Set<string>;
	previousFingerprint?: string;
}

/** Reading a list, from its first page or, where it changed meanwhile, from a later one again. */
class Reading<R extends Keyed> {
	readonly report: ReadReport = { pages: 0, records: 0, changed: false };

	private readonly seen = new SeenKeys();

	private readonly limit: number;

	private readonly pageSize: number;

	private readonly ahead: PagesAhead<R>;

	/** Records on the first page: what the server gives at most at once. */
	private pageLength: number | undefined;

	private total: number | undefined;

	/** The first page that told another size of the list than before. */
	private changedAt: number | undefined;

	constructor(
		private readonly fetch: Fetch<R>,
		private readonly plan: PagePlan,
	) {
		this.limit = plan.limit ?? Infinity;
		this.pageSize = Math.min(plan.pageSize, this.limit);
		const { parallelPages = 1, pagesNow = () => parallelPages } = plan;
		this.ahead = new PagesAhead(
			async (page) => await fetch({ page }, this.pageSize),
			parallelPages > 1 ? pagesNow : () => 0,
		);
	}

	async *read(): AsyncGenerator<R[], ReadReport> {
		yield* this.pass(1);
		for (let again = 0; again < MOST_REREADS && this.changedAt !== undefined; again += 1) {
			// A record that was deleted moved the first one of that page to the page before; pages that were under way at the
			// same time may have been answered before or after it.
			const from = Math.max(1, this.changedAt - (this.plan.parallelPages ?? 1));
			this.changedAt = undefined;
			if (this.plan.keyed === false || this.report.records >= this.limit) break;
			yield* this.pass(from);
		}
		this.report.changed ||= this.total !== undefined && this.isShort(this.total);
		return this.report;
	}

	private isShort(total: number): boolean {
		return this.report.records < this.limit && this.report.records !== total;
	}

	private async *pass(from: number): AsyncGenerator<R[]> {
		const pass: Pass = {
			position: { page: from },
			received: (from - 1) * (this.pageLength ?? 0),
			usedCursors: new Set<string>(),
		};
		for (;;) {
			// Nothing of a page may stay behind here while the next one is waited for: it would outlive its use.
			const records = this.take(await this.pageAt(pass.position), pass);
			if (records.length > 0) yield records;
			if (pass.next === undefined || this.report.records >= this.limit) return;
			pass.position = pass.next;
		}
	}

	/** Gives the records of a page that are wanted, and notes in the pass what comes next. */
	private take(page: PageBody<R>, pass: Pass): R[] {
		const { limit, pageSize, plan, report } = this;
		const { position } = pass;
		report.pages += 1;
		pass.received += page.records.length;
		this.pageLength ??= page.records.length;
		this.noteSize(page, position);
		const step = nextStep(
			page,
			{ ...pass, firstPageLength: this.pageLength },
			{ ...plan, pageSize },
		);
		// A list that ignores paging comes again, also with records that have no key to know them by.
		const print = fingerprint(page.records);
		const again = print === pass.previousFingerprint;
		const fresh = plan.keyed === false ? page.records : unseen(page.records, this.seen);
		const wanted = again ? [] : fresh.slice(0, limit - report.records);
		report.records += wanted.length;
		if (step.kind === 'page') this.expectAfter(position, page);
		pass.previousFingerprint = print;
		pass.next = step.kind === 'page' ? step.position : undefined;
		if (pass.next && 'cursor' in pass.next) pass.usedCursors.add(pass.next.cursor);
		return wanted;
	}

	private async pageAt(position: Position): Promise<PageBody<R>> {
		const fetched = await ('page' in position
			? this.ahead.take(position.page)
			: this.fetch(position, this.pageSize));
		return typeof fetched === 'function' ? await fetched() : fetched;
	}

	private noteSize(page: PageBody<R>, position: Position): void {
		const changed =
			this.total !== undefined && page.total !== undefined && page.total !== this.total;
		this.total = page.total ?? this.total;
		if (!changed) return;
		this.report.changed = true;
		if ('page' in position) this.changedAt ??= position.page;
	}

	/** Only a list that tells its last page can be fetched ahead. */
	private expectAfter(position: Position, { lastPage }: PageBody<R>): void {
		if (!('page' in position) || lastPage === undefined || !this.pageLength) return;
		const needed = Math.ceil(this.limit / this.pageLength);
		this.ahead.expect(position.page, Math.min(lastPage, needed));
	}
}

/**
 * Yields the records of a list page by page, each key once, in the server's order, and stops early at the limit.
 * Where the list tells its last page, the next pages are fetched ahead. Where its size changes meanwhile, its end is
 * read again until it stands still, at most {@link MOST_REREADS} times; what is found then comes last.
 * Returns what it read.
 * @throws MakiniError (unexpectedBody) as {@link nextStep} does, and whatever `fetch` throws.
 */
export async function* readPages<R extends Keyed = MakiniRecord>(
	fetch: Fetch<R>,
	plan: PagePlan,
): AsyncGenerator<R[], ReadReport> {
	return yield* new Reading(fetch, plan).read();
}
