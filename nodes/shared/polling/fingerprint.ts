import { createHash } from 'crypto';
import type { MakiniRecord } from '../client/wire/envelopes';

/** What tells one change of one record from all others, short enough to be kept for many. */
export interface Fingerprint {
	/** Time of the change in milliseconds since the epoch. */
	time: number;
	/** {@link KEY_LENGTH} characters. */
	key: string;
	/** {@link CONTENT_LENGTH} characters. */
	content: string;
}

/** 60 bits: two of 100,000 keys are alike once in 200 million times, and then only "inserted" and "updated" suffer. */
export const KEY_LENGTH = 10;

/** 48 bits: compared only among versions of one record that carry one time. */
export const CONTENT_LENGTH = 8;

/** The signature in the query of a file's address is new with every read and no change of the record. */
const contentOf = (record: MakiniRecord): string =>
	JSON.stringify(record).replace(/"(https?:[^"?]*)\?[^"]*"/g, '"$1"');

/** Records without a key are known by their content. */
const keyOf = (record: MakiniRecord, content: string): string =>
	typeof record.key === 'string' || typeof record.key === 'number' ? String(record.key) : content;

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

export function fingerprintOf(record: MakiniRecord, time: number): Fingerprint {
	const content = contentOf(record);
	return {
		time,
		key: digest(keyOf(record, content)).slice(0, KEY_LENGTH),
		content: digest(content).slice(0, CONTENT_LENGTH),
	};
}

/** A name for a change that is the same whenever and wherever the change is found. */
export function deliveryIdOf(entity: string, record: MakiniRecord, time: number): string {
	const content = contentOf(record);
	const parts = [entity, keyOf(record, content), String(time), content];
	return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}
