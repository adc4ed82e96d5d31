import { PagesAhead, type FetchedPage } from './prefetch';
import type { MakiniRecord, PageBody } from '../wire/envelopes';
import { MakiniError } from '../errors/errors';
import { identityOf, type Keyed } from '../wire/keys';
import { brokenPaging, CutShortError, fingerprint, nextStep, type StepPlan } from './nextStep';
import { SeenKeys } from './seenKeys';
import type { Position } from '../wire/styles';

export interface PagePlan extends StepPlan {
	/** Records asked for per page, at least 1. The server may give fewer. */
	pageSize: number;
	/** Stop when this many records were given out. */
	limit?: number;
	/** Whether `key` identifies a record, as it does unless told; `false` for rows of foreign tables. */
	keyed?: boolean;
	/** Whether `id` does so where there is no key. */
	byId?: boolean;
	/** Pages under way or waiting at once, from 1 (the default): more than one where the list tells its last page. */
	parallelPages?: number;
	/** How many of them at present, where that changes. */
	pagesNow?: () => number;
}

export interface ReadReport {
	pages: number;
	/** Records that were read, each once, given out or not. */
	records: number;
	/** How many of them were not given out, if any. */
	leftOut?: number;
	/** The list's size, or the order of its records, changed while it was read. */
	changed: boolean;
	/**
	 * The list held what was read and nothing else: it did not change, was read to an end that the
	 * server told, and has as many records as it says. Only then does it prove that a record is not
	 * in it.
	 */
	isComplete: boolean;
	/** The last page was full, and nothing said whether others follow. */
	isEndOpen?: boolean;
	/** How many records the list says to have, where it has more. */
	told?: number;
}

/** How many records a reading has given out. */
export const givenOf = ({ records, leftOut = 0 }: ReadReport): number => records - leftOut;

/** The report of a reading that has not begun. */
export const NOTHING_READ: ReadReport = {
	pages: 0,
	records: 0,
	changed: false,
	isComplete: false,
};

/** Hands on the records of a reading page by page, and gives what there is to say of it. */
export async function takeAll<R>(
	pages: AsyncGenerator<R[], ReadReport>,
	take: (records: R[]) => Promise<void> | void,
): Promise<ReadReport> {
	for (;;) {
		const next = await pages.next();
		if (next.done) return next.value;
		await take(next.value);
	}
}

/** Most pages in a row that bring nothing new. */
const MOST_IDLE = 50;

/** Most times that the end of a list which changed is read again. */
const MOST_REREADS = 3;

/** Refusals of a page that nothing had said to be there. */
const NO_SUCH_PAGE: ReadonlySet<MakiniError['kind']> = new Set(['notFound', 'validation']);

type Fetch<R extends Keyed> = (position: Position, pageSize: number) => Promise<FetchedPage<R>>;

/** Going through a list once, from some page on. */
interface Pass {
	/** Nothing of the list was read before. */
	isFirst: boolean;
	position: Position;
	isProbe: boolean;
	/** Where the next page begins; `undefined` where there is none. */
	next?: Position;
	received: number;
	emptyBefore: number;
	usedCursors: Set<string>;
	previousFingerprint?: string;
}

/** Reading a list, from its first page or, where it changed meanwhile, from a later one again. */
class Reading<R extends Keyed> {
	private readonly report: ReadReport = { ...NOTHING_READ };

	private readonly seen = new SeenKeys();

	private readonly limit: number;

	private readonly pageSize: number;

	private readonly ahead: PagesAhead<R>;

	/** Records on the first page: what the server gives at most at once. */
	private pageLength: number | undefined;

	private total: number | undefined;

	/** The first page that told another size of the list than before. */
	private changedAt: number | undefined;

	/** The refusal of a page that was told to be there, unless the list is shorter when it is read again. */
	private refusal: MakiniError | undefined;

	/** The server has told the end. */
	private isEndTold = false;

	/** The last page was full, and nothing was said of others, or the one behind it was refused. */
	private isEndOpen = false;

	/** There are records that would be known again. */
	private isNamed = false;

	/** The last page that was told last. */
	private lastPage: number | undefined;

	constructor(
		private readonly fetch: Fetch<R>,
		private readonly plan: PagePlan,
		private readonly isLeftOut: (record: R) => boolean,
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
		const first = yield* this.pass(1, true);
		const { report, plan } = this;
		if (this.lacks(first.received) && 'page' in first.position) {
			// A record may have gone between counting and reading: its end is read once more.
			this.changedAt ??= first.position.page;
		}
		for (let again = 0; again < MOST_REREADS && this.changedAt !== undefined; again += 1) {
			// A record that was deleted moved the first one of that page to the page before; pages that were under way at the
			// same time may have been answered before or after it.
			const from = Math.max(1, this.changedAt - (plan.parallelPages ?? 1));
			this.changedAt = undefined;
			const isNameless = report.records > 0 && !this.isNamed;
			if (isNameless || this.isFull) break;
			this.refusal = undefined;
			yield* this.pass(from, report.records === 0);
		}
		if (this.refusal) throw this.refusal;
		this.conclude(first.received);
		return report;
	}

	/** As many records were given out as are wanted. */
	private get isFull(): boolean {
		return givenOf(this.report) >= this.limit;
	}

	/** Whether the list has more records than were read, by what it told last. */
	private lacks(received: number): boolean {
		const { isFull, report, total } = this;
		const read = Math.max(received, report.records);
		return total !== undefined && !isFull && read < total;
	}

	/** @throws MakiniError (unexpectedBody) where records are missing although nothing changed. */
	private conclude(received: number): void {
		const { report, total, plan, isFull } = this;
		if (this.lacks(received) && !report.changed) {
			throw new CutShortError(plan.plural, received, total);
		}
		if (total !== undefined && !isFull) report.changed ||= report.records < total;
		if (total !== undefined && report.records > total) report.told = total;
		const isEverything = report.records === (total ?? received) && received === report.records;
		if (this.isEndOpen && !isFull) report.isEndOpen = true;
		report.isComplete = this.isEndTold && !report.changed && isEverything;
	}

	/** @param isFirst nothing of the list was read before. */
	private async *pass(from: number, isFirst = false): AsyncGenerator<R[], Pass> {
		let idle = 0;
		const pass: Pass = {
			isFirst,
			position: { page: from },
			isProbe: false,
			received: (from - 1) * (this.pageLength ?? 0),
			emptyBefore: 0,
			usedCursors: new Set<string>(),
		};
		for (;;) {
			// Nothing of a page may stay behind here while the next one is waited for: it would outlive its use.
			const before = this.report.records;
			const records = this.take(await this.pageAt(pass), pass);
			idle = this.report.records > before ? 0 : idle + 1;
			if (records.length > 0) yield records;
			// Read again, pages bring what was read before.
			const without = isFirst ? idle : pass.emptyBefore;
			if (pass.next !== undefined && without > MOST_IDLE) {
				const { plural } = this.plan;
				throw brokenPaging(`Makini's list of ${plural} goes on without anything new`, plural);
			}
			if (pass.next === undefined || this.isFull) return pass;
			pass.position = pass.next;
		}
	}

	/** Gives the records of a page that are wanted, and notes in the pass what comes next. */
	private take(page: PageBody<R> | undefined, pass: Pass): R[] {
		pass.next = undefined;
		if (!page) return [];
		const { pageSize, plan, report } = this;
		const { position } = pass;
		const { length } = page.records;
		report.pages += 1;
		this.pageLength ??= length;
		if (!pass.isProbe || length > 0) this.noteSize(page, position);
		const received = pass.received + length;
		const step = nextStep(
			page,
			{ ...pass, received, known: report.records, firstPageLength: this.pageLength },
			{ ...plan, pageSize },
		);
		const print = fingerprint(page.records);
		// Asked for a page behind the last one, or ignoring paging, a server may give another one again, also with records
		// that have no key to know them by.
		const isOther = 'page' in position && (page.currentPage ?? position.page) !== position.page;
		const isAgain = print === pass.previousFingerprint || (isOther && pass.isProbe);
		if (!isAgain) pass.received = received;
		const wanted = isAgain ? [] : this.wanted(this.unseen(page.records, pass.isFirst));
		pass.previousFingerprint = print;
		pass.emptyBefore = length === 0 ? pass.emptyBefore + 1 : 0;
		this.isEndTold = step.kind === 'end' && step.isTold;
		// A page that is shorter than the first one is the last one, whatever is said.
		this.isEndOpen = step.kind === 'end' && !step.isTold && length >= this.pageLength;
		if (step.kind === 'end') return wanted;
		this.expectAfter(position, page);
		pass.next = step.position;
		pass.isProbe = step.isProbe;
		if ('cursor' in step.position) pass.usedCursors.add(step.position.cursor);
		return wanted;
	}

	/** Those to give out, up to the limit. What is left out on the way counts as read: the server counts it too. */
	private wanted(records: readonly R[]): R[] {
		const { report } = this;
		const wanted: R[] = [];
		for (const record of records) {
			if (this.isFull) break;
			report.records += 1;
			if (this.isLeftOut(record)) report.leftOut = (report.leftOut ?? 0) + 1;
			else wanted.push(record);
		}
		return wanted;
	}

	/** Leaves out records already given out, so that one which moves to a later page is not given out twice. */
	private unseen(records: readonly R[], isFirst: boolean): readonly R[] {
		const { keyed, byId = false } = this.plan;
		if (keyed === false) return records;
		return records.filter((record) => {
			const identity = identityOf(record, byId);
			this.isNamed ||= identity !== undefined;
			// What nobody would know again is not taken when it is read again.
			return identity === undefined ? isFirst : this.seen.add(identity);
		});
	}

	/** Behind as many records as the server says that there are, whatever fails is about a page that nobody needs. */
	private isAboutPage({ kind }: MakiniError, received: number): boolean {
		const isAll = this.total !== undefined && received >= this.total;
		return NO_SUCH_PAGE.has(kind) || (isAll && kind !== 'cancelled');
	}

	/**
	 * A page; `undefined` where the server refuses one that nothing had said to be there, or that is there no more since
	 * the list got shorter.
	 */
	private async pageAt({ position, isProbe, received }: Pass): Promise<PageBody<R> | undefined> {
		return await this.fetched(position).catch((error: unknown) => {
			if (isProbe && error instanceof MakiniError && this.isAboutPage(error, received)) {
				// Refused, rather than not there: it may lie deeper than the server lets anybody read.
				this.isEndTold = error.kind === 'notFound';
				this.isEndOpen = !this.isEndTold;
				return undefined;
			}
			const isGone = error instanceof MakiniError && error.kind === 'notFound';
			if (!isGone || !('page' in position) || position.page === 1) throw error;
			this.refusal = error;
			this.changedAt ??= position.page;
			if (this.total === undefined) {
				// No total would tell whether a record moved to a page that was read before.
				this.changedAt = 1;
				this.report.changed = true;
			}
			return undefined;
		});
	}

	private async fetched(position: Position): Promise<PageBody<R>> {
		const fetched = await ('page' in position
			? this.ahead.take(position.page)
			: this.fetch(position, this.pageSize));
		return typeof fetched === 'function' ? await fetched() : fetched;
	}

	private noteSize(page: PageBody<R>, position: Position): void {
		const { total, lastPage } = this;
		this.total = page.total ?? total;
		this.lastPage = page.lastPage ?? lastPage;
		if (this.total === undefined) {
			const isShorter = Number(this.lastPage) < Number(lastPage);
			this.report.changed ||= isShorter;
			// No total tells how far records have moved towards the first page.
			if (isShorter) this.changedAt = 1;
		} else if (total !== undefined && this.total !== total) {
			this.report.changed = true;
			if ('page' in position) this.changedAt ??= position.page;
		}
	}

	/** Only a list that tells its last page can be fetched ahead. */
	private expectAfter(position: Position, { lastPage }: PageBody<R>): void {
		if (!('page' in position) || lastPage === undefined || !this.pageLength) return;
		const needed = Math.ceil((this.limit + (this.report.leftOut ?? 0)) / this.pageLength);
		this.ahead.expect(position.page, Math.min(lastPage, needed));
	}
}

/**
 * Yields the records of a list page by page, each key once, in the server's order, and stops early at the limit.
 * Where the list tells its last page, the next pages are fetched ahead. Where its size changes meanwhile, its end is
 * read again until it stands still, at most {@link MOST_REREADS} times; what is found then comes last.
 * Returns what it read.
 * @param isLeftOut which records are not given out. They are part of the list all the same, so that they count in all
 * but the limit.
 * @throws MakiniError (unexpectedBody) as {@link nextStep} does, and for a list that did not change
 * and gave fewer records than it says to have; whatever `fetch` throws.
 */
export async function* readPages<R extends Keyed = MakiniRecord>(
	fetch: Fetch<R>,
	plan: PagePlan,
	isLeftOut: (record: R) => boolean = () => false,
): AsyncGenerator<R[], ReadReport> {
	return yield* new Reading(fetch, plan, isLeftOut).read();
}
