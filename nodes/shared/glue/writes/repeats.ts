import { createHash } from 'crypto';
import type { Entity } from '../../catalogue/types';
import { MakiniError } from '../../client/errors/errors';
import { contentOf } from '../../client/matching/compare';
import { comparedBy } from '../../client/matching/matchValue';
import { fieldName, valuesInWords } from '../../client/records/upsertErrors';
import type { MakiniRecord } from '../../client/wire/envelopes';

/** A row of the input and what it is matched by. */
export interface Row {
	/** Number of the item, or of the line. */
	place: number;
	entity: Entity;
	data: MakiniRecord;
	/** The fields that it is matched by. */
	fields: readonly string[];
}

/** What is known of the rows with the same values to match by. */
interface Known {
	/** The first of them: what it holds, or a digest of that where too much would be kept. */
	first: Pick<Row, 'place'> & { data?: MakiniRecord; digest?: string };
	/** How many there are. */
	count: number;
	/** That one differs from the first. */
	error?: MakiniError;
}

/** The same text for all rows that mean the same record. */
export const rowName = ({ entity, data, fields }: Omit<Row, 'place'>): string =>
	JSON.stringify(
		[...fields].sort().map((field) => [field, comparedBy(entity, field, data[field])]),
	);

const contentText = (fields: Entity['fields'], data: MakiniRecord): string =>
	JSON.stringify(contentOf(fields, data));

const digestOf = (text: string): string =>
	createHash('sha256').update(text).digest('base64').slice(0, 24);

/** Names of the fields that are not the same in both; a field that only one of them has is one of these. */
function differing(fields: Entity['fields'], one: MakiniRecord, other: MakiniRecord): string[] {
	const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
	const textOf = (data: MakiniRecord, name: string): string =>
		name in data ? contentText(fields, { [name]: data[name] }) : '';
	return names.filter((name) => textOf(one, name) !== textOf(other, name));
}

/**
 * Finds rows that mean the same record and differ, so that one would overwrite the other in silence.
 * Rows that are the same do no harm.
 */
export class Repeats {
	private readonly rows = new Map<string, Known>();

	private readonly resolved = new Map<string, { place: number; text: string }>();

	/**
	 * @param word what a row is called, in the plural: "Items".
	 * @param mostKept of so many rows what they hold is kept, so that the field can be named; of
	 * others a digest, since a file may have millions.
	 */
	constructor(
		private readonly word: 'Items' | 'Lines',
		private readonly mostKept = Infinity,
	) {}

	/** Takes a row. */
	add(row: Row): void {
		const { entity, data, place } = row;
		const name = this.nameOf(row);
		const known = this.rows.get(name);
		if (!known) {
			const isKept = this.rows.size < this.mostKept;
			const held = isKept ? { data } : { digest: digestOf(contentText(entity.fields, data)) };
			this.rows.set(name, { first: { place, ...held }, count: 1 });
			return;
		}
		known.count += 1;
		const { first } = known;
		const text = contentText(entity.fields, data);
		const isSame = first.data
			? contentText(entity.fields, first.data) === text
			: first.digest === digestOf(text);
		if (isSame) return;
		known.error ??= this.twice(
			row,
			first,
			first.data && differing(entity.fields, first.data, data),
		);
	}

	/** The error of all rows that mean the same record as this one; `undefined` where none differs. */
	errorOf(row: Omit<Row, 'place'>): MakiniError | undefined {
		return this.rows.size === 0 ? undefined : this.rows.get(this.nameOf(row))?.error;
	}

	/**
	 * Takes a row whose references are known by their keys by now: two that gave them in different words may mean the
	 * same record. The first one may have been written.
	 * @throws MakiniError (input) where it differs from an earlier one.
	 */
	assertAlone(row: Row): void {
		const { entity, data, place } = row;
		const name = rowName(row);
		const known = this.resolved.get(name);
		if (!known) {
			this.resolved.set(name, { place, text: digestOf(contentText(entity.fields, data)) });
			return;
		}
		if (known.place === place || known.text === digestOf(contentText(entity.fields, data))) return;
		const outcome = 'This one was not written, because it would overwrite the other';
		throw this.twice(row, known, undefined, outcome);
	}

	/** The first row that cannot be written, and how many there are; `undefined` where all can be. */
	first(): { place: number; error: MakiniError; count: number } | undefined {
		let found: { place: number; error: MakiniError; count: number } | undefined;
		for (const { first, error, count } of this.rows.values()) {
			if (!error) continue;
			const total = (found?.count ?? 0) + count;
			const isEarlier = !found || first.place < found.place;
			found =
				isEarlier || !found
					? { place: first.place, error, count: total }
					: { ...found, count: total };
		}
		return found;
	}

	/** Forgets the rows that can be written. */
	keepErrorsOnly(): void {
		for (const [name, { error }] of this.rows) if (!error) this.rows.delete(name);
	}

	private nameOf(row: Omit<Row, 'place'>): string {
		const name = rowName(row);
		return this.mostKept === Infinity ? name : digestOf(name);
	}

	private twice(
		{ entity, data, fields, place }: Row,
		{ place: first }: Pick<Row, 'place'>,
		names: readonly string[] | undefined,
		outcome = 'None of them was written, because one would overwrite the other',
	): MakiniError {
		const shown = names?.map((name) => fieldName(entity, name)).join(', ') ?? 'other fields';
		return new MakiniError(
			`${this.word} ${first} and ${place} have the same ${valuesInWords({ entity, data, fields }, ' and the same ')} and differ in ${shown}`,
			{
				kind: 'input',
				hint: `${outcome}. Correct them, or choose a further field under "Also Match By". To write them in order, so that the last one stays, set "If a Value Comes Twice" to Last One Wins under "Options".`,
			},
		);
	}
}
