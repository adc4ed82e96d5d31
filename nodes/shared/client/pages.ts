import type { MakiniRecord, PageBody } from './envelopes';
import { MakiniError } from './errors';
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
const fingerprint = (records: readonly MakiniRecord[]): string =>
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
export function nextStep(page: PageBody, progress: Progress, plan: PagePlan): NextStep {
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
const isUnpaged = (page: PageBody, progress: Progress, plan: PagePlan): boolean =>
	page.nextCursor === undefined &&
	page.lastPage === undefined &&
	page.nextLink === undefined &&
	page.records.length !== plan.pageSize &&
	progress.received === 2 * page.records.length;

function hasMorePages(page: PageBody, number: number, progress: Progress, plan: PagePlan): boolean {
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
function unseen(records: readonly MakiniRecord[], seen: Set<string>): MakiniRecord[] {
	return records.filter(({ key }) => {
		if (typeof key !== 'string') return true;
		if (seen.has(key)) return false;
		seen.add(key);
		return true;
	});
}

export interface ReadReport {
	pages: number;
	records: number;
	/** The list's size changed while it was read. */
	changed: boolean;
}

/**
 * Yields the records of a list page by page, each key once, in the server's order, and stops early at the limit.
 * Returns what it read.
 * @throws MakiniError (unexpectedBody) as {@link nextStep} does, and whatever `fetch` throws.
 */
export async function* readPages(
	fetch: (position: Position, pageSize: number) => Promise<PageBody>,
	plan: PagePlan,
): AsyncGenerator<MakiniRecord[], ReadReport> {
	const limit = plan.limit ?? Infinity;
	const pageSize = Math.min(plan.pageSize, limit);
	const seen = new Set<string>();
	const usedCursors = new Set<string>();
	const report: ReadReport = { pages: 0, records: 0, changed: false };
	let position: Position = { page: 1 };
	let received = 0;
	let previousFingerprint: string | undefined;
	let firstPageLength: number | undefined;
	let firstTotal: number | undefined;

	for (;;) {
		const page: PageBody = await fetch(position, pageSize);
		report.pages += 1;
		received += page.records.length;
		firstPageLength ??= page.records.length;
		firstTotal ??= page.total;
		const step = nextStep(
			page,
			{ position, firstPageLength, received, usedCursors, previousFingerprint },
			{ ...plan, pageSize },
		);
		// A list that ignores paging comes again, also with records that have no key to know them by.
		const again = fingerprint(page.records) === previousFingerprint;
		const fresh = plan.keyed === false ? page.records : unseen(page.records, seen);
		const wanted = again ? [] : fresh.slice(0, limit - report.records);
		report.records += wanted.length;
		report.changed ||= page.total !== undefined && page.total !== firstTotal;
		if (wanted.length > 0) yield wanted;
		if (report.records >= limit) return report;
		if (step.kind === 'end') {
			report.changed ||= firstTotal !== undefined && report.records !== firstTotal;
			return report;
		}
		position = step.position;
		if ('cursor' in position) usedCursors.add(position.cursor);
		previousFingerprint = fingerprint(page.records);
	}
}
