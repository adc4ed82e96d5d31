// Reading changes from a list whose order is not known, page by page to its end. The position is
// kept from one poll to the next; the newest time counts only once the list was read completely.
import type { MakiniRecord } from '../client/wire/envelopes';
import { MakiniError } from '../client/errors/errors';
import type { Position } from '../client/wire/styles';
import type { ListingPass } from './state';
import { instantOf } from './times';
import type { Ask, Page } from './types';

/** Whether the time that is asked for belongs to the list is not published. */
const INCLUSIVE_MS = 1000;

export const beginListingPass = (start: number, from: number): ListingPass => ({
	kind: 'listing',
	start,
	newest: start,
	found: false,
	from,
});

export const listingAsk = (pass: ListingPass, pageSize: number): Ask => ({
	from: pass.from === 0 ? undefined : Math.max(0, pass.from - INCLUSIVE_MS),
	position: pass.position ?? { page: 1 },
	pageSize,
});

const isSame = (a: Position | undefined, b: Position): boolean =>
	JSON.stringify(a) === JSON.stringify(b);

/**
 * Where the pass stands after a page, and whether that was the last one.
 * @param handled how many of the records were dealt with; a page that was not finished is asked for again.
 * @throws MakiniError (unexpectedBody) where the list leads to where it already is.
 */
export function afterListed(
	pass: ListingPass,
	page: Page,
	handled: number,
	plural: string,
): { pass: ListingPass; ended: boolean } {
	if (handled < page.records.length) return { pass, ended: false };
	if (page.next === undefined) return { pass, ended: true };
	if (isSame(pass.position, page.next)) {
		throw new MakiniError(`Makini gave the same cursor twice while listing ${plural}`, {
			kind: 'unexpectedBody',
			hint: 'The next poll tries again. If it stays, report it to Makini.',
		});
	}
	return { pass: { ...pass, position: page.next }, ended: false };
}

/** The newest time of records that is not later than `horizon`, or `newest` where that is newer. */
export const newestUntil = (
	horizon: number,
	records: readonly MakiniRecord[],
	timeField: string,
	newest: number,
): number =>
	records.reduce((latest, record) => {
		const time = instantOf(record[timeField]) ?? 0;
		return time > horizon ? latest : Math.max(latest, time);
	}, newest);

const EXPIRED: ReadonlySet<MakiniError['kind']> = new Set(['validation', 'notFound']);

/** Whether a refusal can mean that the kept cursor has ended, so that the list has to be read from its beginning. */
export const isExpired = (pass: ListingPass, error: unknown): boolean =>
	pass.position !== undefined && error instanceof MakiniError && EXPIRED.has(error.kind);
