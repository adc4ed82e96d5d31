import type { Entity } from '../../catalogue/types';
import type { MakiniRecord } from '../wire/envelopes';
import { comparedBy } from './matchValue';

/** What is looked for among records that have the first value. */
export interface Wanted {
	entity: Entity;
	data: MakiniRecord;
	/** The further fields that have to be equal. */
	also: readonly string[];
}

/** Whether a record has the further values too, and else the first field that it leaves out, or has otherwise. */
export interface Likeness {
	is: 'same' | 'other' | 'unknown';
	field?: string;
}

/**
 * Compares a record with what is looked for. A field that the record leaves out says nothing; an
 * empty one is another value.
 */
export function likenessOf({ entity, data, also }: Wanted, record: MakiniRecord): Likeness {
	const found = also.map((field): Likeness => {
		const { readAs = field } = entity.fields.find(({ name }) => name === field) ?? {};
		const shown = record[readAs];
		if (shown === undefined) return { is: 'unknown', field };
		const isEqual = comparedBy(entity, field, shown) === comparedBy(entity, field, data[field]);
		return isEqual ? { is: 'same' } : { is: 'other', field };
	});
	return (
		found.find(({ is }) => is === 'other') ??
		found.find(({ is }) => is === 'unknown') ?? { is: 'same' }
	);
}
