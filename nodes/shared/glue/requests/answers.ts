import { isPlainObject } from 'lodash';
import type { MakiniRecord } from '../../client/wire/envelopes';

/**
 * An answer of any kind as the JSON of an item. What has an `error` at its top is kept below `data`: n8n takes an item
 * with an `error` for a failed one, and would send the request again or lead the item out by the error output.
 */
export function asJson(body: unknown): MakiniRecord {
	if (body === undefined || body === null || body === '') return {};
	if (!isPlainObject(body)) return { data: body };
	const record = body as MakiniRecord;
	return record.error ? { data: record } : record;
}

/** An answer as the JSON of items: one for each entry of a list of objects. */
export const asItems = (body: unknown): MakiniRecord[] =>
	Array.isArray(body) && body.every(isPlainObject) ? body.map(asJson) : [asJson(body)];
