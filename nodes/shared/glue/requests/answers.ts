import { isPlainObject } from 'lodash';
import { isHtml } from '../../client/errors/readableText';
import { readRecord, type MakiniRecord } from '../../client/wire/envelopes';
import type { WireResponse } from '../../client/wire/transport';

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

/** Reads an answer that is a record. */
export function oneRecord({ body }: WireResponse): MakiniRecord[] | undefined {
	const record = readRecord(body);
	return record && [asJson(record)];
}

/**
 * Reads the answer to a change, which holds nothing of interest; a text, such as the page of a proxy, does not confirm
 * it, unless its status says that an earlier try has done it.
 */
export const confirms =
	(output: MakiniRecord) =>
	({ status, body }: WireResponse): MakiniRecord[] | undefined => {
		const isSaid = typeof body !== 'string' || body.trim() === '' || status >= 300;
		return isSaid && !isHtml(body) ? [output] : undefined;
	};
