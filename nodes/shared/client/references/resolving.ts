import { createHash } from 'crypto';
import { pickBy } from 'lodash';
import { namedBy, type Reference } from '../../catalogue/referring';
import type { Entity, Field } from '../../catalogue/types';
import { inputError, MakiniError } from '../errors/errors';
import type { MakiniRecord } from '../wire/envelopes';
import { requireKey } from '../wire/keys';
import type { Found, References } from './references';
import {
	fillLists,
	splitReferences,
	wordNames,
	type Given,
	type Split,
	type Wanted,
} from './split';

/** What becomes of a reference that nothing is found for. */
export type MissingReference = 'fail' | 'empty' | 'create';

/** Another word for the same thing in the connection that is written to. */
export interface ValueMapping {
	/** Name of a field, at any depth; a reference by its key field or by its word. */
	field: string;
	from: string;
	to: string;
}

export interface Resolving {
	missing: MissingReference;
	valueMap: readonly ValueMapping[];
}

/** Creates a record that is referred to, once, and gives it. */
export type CreateReferred = (
	target: Entity,
	data: MakiniRecord,
	by: string,
	idempotencyKey: string,
) => Promise<MakiniRecord>;

/** The data of a record whose references may be words. */
export interface Plan {
	/** Until the keys are known, fields hold the words that stand for them. */
	split: Split;
	/**
	 * The data with keys of the connection in place of words.
	 * @throws MakiniError (input) for words that nothing, or more than one record, is found for.
	 */
	resolve: () => Promise<MakiniRecord>;
}

const sameWord = (one: string, other: string): boolean =>
	one.trim().toLowerCase() === other.trim().toLowerCase();

/** What words stand for by the value map. */
function mapped({ reference, given }: Wanted, valueMap: readonly ValueMapping[]): Given {
	const names = [reference.field.name, reference.word];
	const words = Object.values(given).filter((word) => word !== undefined);
	const found = valueMap.find(
		({ field, from }) => names.includes(field) && words.some((word) => sameWord(word, from)),
	);
	return found ? { text: found.to } : given;
}

/** The values of fields that are plain texts, by the value map, at any depth. */
function withMappedTexts(
	fields: readonly Field[],
	data: MakiniRecord,
	valueMap: readonly ValueMapping[],
): MakiniRecord {
	const byName = new Map(fields.map((field) => [field.name, field]));
	// Words for references are mapped where they are looked up, and once.
	const words = new Set(wordNames(fields));
	const partOf = (field: Field, value: unknown): unknown => {
		if (Array.isArray(value)) return value.map((each: unknown) => partOf(field, each));
		return typeof value === 'object' && value !== null
			? withMappedTexts(field.fields ?? [], value as MakiniRecord, valueMap)
			: value;
	};
	return Object.fromEntries(
		Object.entries(data).map(([name, value]) => {
			const field = byName.get(name);
			if (field?.fields) return [name, partOf(field, value)];
			if (typeof value !== 'string' || field?.references || words.has(name)) return [name, value];
			const found = valueMap.find((each) => each.field === name && sameWord(each.from, value));
			return [name, found ? found.to : value];
		}),
	);
}

/**
 * Plans how the words in a record become keys, and announces what will be looked for.
 * @throws MakiniError (input) for words that are none, and for a reference that came out empty unless
 * emptying is meant.
 */
export function planReferences(
	references: References,
	createReferred: CreateReferred,
	fields: readonly Field[],
	given: MakiniRecord,
	{ missing, valueMap }: Resolving,
): Plan {
	const split = splitReferences(fields, withMappedTexts(fields, given, valueMap));
	const [empty] = split.empty;
	if (empty && missing !== 'empty') throw cameOutEmpty(empty);
	for (const { reference, holder } of split.empty) holder[reference.field.name] = null;
	const wanted = split.wanted.map((each) => ({ ...each, given: mapped(each, valueMap) }));
	for (const { reference, given: words, holder } of wanted) {
		references.expect(reference.target, words);
		// By it, rows can be compared before their keys are known.
		holder[reference.field.name] = words.text ?? words.code ?? words.name;
	}
	fillLists(split.lists);
	/** The key of what is there; `undefined` for what is to be created. */
	const keyOf = async (each: Wanted): Promise<string | null | undefined> => {
		const { target } = each.reference;
		const found = await references.find(target, each.given);
		if (found.kind === 'one') return found.key;
		if (found.kind === 'none' && missing === 'empty') return null;
		if (found.kind === 'none' && missing === 'create' && canCreate(target)) return undefined;
		throw untold(each, found);
	};
	/** One after the other, since words of another kind may name what was created just before. */
	const createdKey = async (each: Wanted): Promise<string> => {
		const { target } = each.reference;
		return await references.creating(target, async () => {
			const found = await references.find(target, each.given);
			if (found.kind === 'one') return found.key;
			if (found.kind !== 'none') throw untold(each, found);
			const record = await create(createReferred, each);
			references.note(target, record);
			return requireKey(target, record);
		});
	};
	return {
		split,
		resolve: async () => {
			// All come to an end, so that none goes on when the item has failed.
			const found = await Promise.allSettled(wanted.map(keyOf));
			const failed = found.find((key) => key.status === 'rejected');
			if (failed) throw failed.reason;
			for (const [index, each] of wanted.entries()) {
				const key = found[index];
				if (key?.status !== 'fulfilled') continue;
				// Only now, when all others are known: nothing is created for a record that is not written.
				each.holder[each.reference.field.name] =
					key.value === undefined ? await createdKey(each) : key.value;
			}
			fillLists(split.lists);
			return split.data;
		},
	};
}

/** Whether a record can be created from no more than a code and a name: vendors and materials, but no orders. */
function canCreate(target: Entity): boolean {
	const { code, name } = namedBy(target);
	return target.operations.upsert !== undefined && code === 'code' && name === 'name';
}

async function create(
	createReferred: CreateReferred,
	{ reference, given }: Wanted,
): Promise<MakiniRecord> {
	const { target } = reference;
	const { text } = given;
	const { code = text, name = text ?? code } = given;
	const by = namedBy(target);
	const data = pickBy(
		{ ...(by.code ? { [by.code]: code } : {}), ...(by.name ? { [by.name]: name } : {}) },
		(value) => value !== undefined,
	);
	const matchBy = by.code !== undefined && code !== undefined ? by.code : (by.name ?? '');
	const key = createHash('sha256').update(JSON.stringify(['reference', target.name, data]));
	return await createReferred(target, data, matchBy, key.digest('hex').slice(0, 32));
}

const said = ({ text, code, name }: Given): string => {
	if (text !== undefined) return `"${text}"`;
	if (code === undefined) return `with the name "${name ?? ''}"`;
	return name === undefined ? `with the code "${code}"` : `with the code "${code}" (${name})`;
};

const nameOf = ({ field }: Reference): string => `fields.${field.name}`;

const cameOutEmpty = ({ reference, label }: Pick<Wanted, 'reference' | 'label'>): MakiniError =>
	inputError(
		`${label} is empty`,
		`An empty text would clear it. Give a code or a name, leave the column out, or set "Missing Reference" to "Leave Empty" under "Options" where that is meant.`,
		nameOf(reference),
	);

/** The error for words that do not tell one record. */
function untold({ reference, label, given }: Wanted, found: Found): MakiniError {
	const { singular, plural } = reference.target;
	if (found.kind === 'several') {
		const all = found.all.map(({ key, code }) => (code === undefined ? key : `${code} (${key})`));
		return new MakiniError(
			`${label}: more than one ${singular} has the ${found.by} "${found.value}"`,
			{
				kind: 'ambiguous',
				hint: `Nothing was written, because it is not clear which one is meant. Give the code of the right one: ${all.join(', ')}.`,
				parameter: nameOf(reference),
			},
		);
	}
	if (found.kind === 'contradiction') {
		const { byCode, byName } = found;
		return new MakiniError(
			`${label}: the code "${byCode.code ?? ''}" is ${singular} "${byCode.name ?? ''}" in the connection that is written to, not "${byName.name ?? ''}"`,
			{
				kind: 'ambiguous',
				hint: `Code and name are those of two ${plural}, so nothing was written. "${byName.name ?? ''}" has the code "${byName.code ?? ''}" there. Give one of the two alone, or add a line under "Value Map".`,
				parameter: nameOf(reference),
			},
		);
	}
	const wasDeleted = found.kind === 'none' && found.deleted;
	return inputError(
		`${label}: there is no ${singular} ${said(given)}${wasDeleted ? ' any more, it was deleted' : ''}`,
		`None of the ${plural} in the connection that is written to has exactly this code or name, so nothing was written. Correct it, add a line for it under "Value Map", or create the ${singular} there. "Missing Reference" under "Options" can do that, or leave it empty.`,
		nameOf(reference),
	);
}
