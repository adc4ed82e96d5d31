import type { MakiniRecord } from './envelopes';

/**
 * What systems write for a time that is not there, beside nothing: zeros, the first or the last year
 * of a calendar, and the beginning of the epoch.
 */
const NO_TIME = /^(0*|false|000[01]-.*|1970-01-01.*|9999-.*)$/i;

const tellsDeletion = (value: unknown): boolean =>
	value !== undefined && value !== null && !NO_TIME.test(String(value).trim());

/** Whether a record says of itself that it was deleted: it is still listed, and not there any more. */
export const isDeleted = ({
	deletedAt,
	_deletedAt: alsoAt,
	isDeleted: isGone,
}: MakiniRecord): boolean => isGone === true || tellsDeletion(deletedAt) || tellsDeletion(alsoAt);
