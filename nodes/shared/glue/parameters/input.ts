import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Entity, Field } from '../../catalogue/types';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { wordNames } from '../../client/references/split';
import { inputError } from '../../client/errors/errors';
import { exactNumber, lostNumber, parseExact } from '../../client/wire/exact';
import { toIsoTime } from '../../client/wire/filters';
import { isBlank, LOST_DIGITS } from '../../client/wire/values';
import { isPlainObject } from '../../files/columns';

const mapperValue = z.object({
	mappingMode: z.string(),
	value: z.record(z.unknown()).nullish(),
	schema: z
		.array(z.object({ id: z.string() }))
		.nullish()
		.catch([]),
});

/** @param within what the field is a part of, to be put before its label. */
type Converter = (value: unknown, field: Field, within: string) => unknown;

function problem(field: Field, within: string, value: unknown, wanted: string): Error {
	const shown = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
	return inputError(
		`${within}${field.label} is not ${wanted}: ${shown}`,
		`Correct the value of ${within}${field.label} (${field.name}). It may come from an expression.`,
		`fields.${field.name}`,
	);
}

/** Text that is JSON becomes what it says, with all digits; text that is not becomes `undefined`. */
export function parseJson(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return parseExact(value);
	} catch {
		return undefined;
	}
}

const toText: Converter = (value, field, within) => {
	if (typeof value === 'string') return value;
	if (Number.isFinite(value) || typeof value === 'boolean') return String(value);
	throw problem(field, within, value, 'a text');
};

const toDecimal: Converter = (value, field, within) => {
	if (typeof value === 'number' && Number.isFinite(value)) return value;
	if (typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(value))
		return value.trim();
	throw problem(field, within, value, 'a number');
};

/** A number that would lose digits goes as the text that it came as; whether that is taken is up to the system. */
const toNumber: Converter = (value, field, within) =>
	exactNumber(String(toDecimal(value, field, within)));

const toTime: Converter = (value, field, within) => {
	if (DateTime.isDateTime(value) && value.isValid) return value.toUTC().toISO();
	if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
	// A text that can be read as a time is sent as it was written: systems differ in what they want.
	if (typeof value === 'string' && toIsoTime(value) !== undefined) return value;
	throw problem(field, within, value, 'a date');
};

const toFlag: Converter = (value, field, within) => {
	const flags: Readonly<Record<string, boolean>> = { true: true, false: false };
	const flag = typeof value === 'object' ? undefined : flags[String(value).toLowerCase()];
	if (flag === undefined) throw problem(field, within, value, 'true or false');
	return flag;
};

const toObject: Converter = (value, field, within) => {
	const parsed = parseJson(value);
	if (!isPlainObject(parsed)) throw problem(field, within, value, 'a JSON object');
	return convertAll(field.fields ?? [], parsed, `${within}${field.label}, `);
};

const toList: Converter = (value, field, within) => {
	const parsed = parseJson(value);
	if (!Array.isArray(parsed)) throw problem(field, within, value, 'a JSON list');
	return parsed.map((element: unknown, index) => {
		const place = `${within}${field.label}, entry ${index + 1}, `;
		if (isPlainObject(element)) return convertAll(field.fields ?? [], element, place);
		return toText(element, { ...field, label: `entry ${index + 1},` }, `${within}${field.label}, `);
	});
};

const CONVERTERS: Record<Field['type'], Converter> = {
	string: toText,
	decimal: toDecimal,
	number: toNumber,
	dateTime: toTime,
	boolean: toFlag,
	object: toObject,
	array: toList,
};

/** Checks and converts the values of known fields; unknown ones are custom fields and stay as they are. */
function convertAll(fields: readonly Field[], values: MakiniRecord, within = ''): MakiniRecord {
	const byName = new Map(fields.map((field) => [field.name, field]));
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => {
			const field = byName.get(name);
			return [
				name,
				field && !isBlank(value) ? CONVERTERS[field.type](value, field, within) : value,
			];
		}),
	);
}

/** The fields of these names that there are. lodash's `pick` leaves out one that is called `constructor`. */
const onlyOf = (values: MakiniRecord, names: readonly string[]): MakiniRecord =>
	Object.fromEntries(
		names.filter((name) => Object.hasOwn(values, name)).map((name) => [name, values[name]]),
	);

/** What people may set: for the parts of a list as well, so that another system's keys are not copied. */
function writableOnly(fields: readonly Field[], values: MakiniRecord): MakiniRecord {
	const writable = fields.filter((field) => field.writable === 'user');
	const kept = onlyOf(values, [
		...writable.map(({ name }) => name),
		...wordNames(writable, fields),
	]);
	for (const { name, fields: parts } of writable) {
		const value = parts && parseJson(kept[name]);
		if (!parts || !Array.isArray(value)) continue;
		kept[name] = value.map((element: unknown) =>
			isPlainObject(element) ? writableOnly(parts, element) : element,
		);
	}
	return kept;
}

/**
 * The data of a resource mapper parameter. Mapped by hand, an empty field is one that was not filled in; mapped
 * automatically, the input's columns are taken that can be written or are custom fields of the mapper's schema, and an
 * empty one clears the field.
 * @param checkColumns told the names of the connection's own fields, refuses columns that would be left out.
 * @throws MakiniError (input) naming the field whose value cannot be used.
 */
export function readFields(
	fields: readonly Field[],
	parameter: unknown,
	input: MakiniRecord,
	checkColumns: (custom: readonly string[]) => void = () => {},
): MakiniRecord {
	const parsed = mapperValue.safeParse(parameter);
	if (!parsed.success) {
		throw inputError(
			'The fields are not mapped',
			'Map at least one field under "Fields".',
			'fields',
		);
	}
	const { mappingMode, value, schema } = parsed.data;
	if (mappingMode !== 'autoMapInputData') {
		const filled = Object.entries(value ?? {}).filter(([, entry]) => !isBlank(entry));
		const given = Object.fromEntries(filled);
		assertAllKept(fields, given);
		return convertAll(fields, given);
	}
	const known = new Set(fields.map(({ name }) => name));
	const custom = (schema ?? []).map(({ id }) => id).filter((id) => !known.has(id));
	checkColumns(custom);
	const taken = { ...writableOnly(fields, input), ...onlyOf(input, custom) };
	assertAllKept(fields, onlyOf(input, Object.keys(taken)));
	return convertAll(fields, taken);
}

/**
 * A number that reached the node with other digits than it was meant to have must not name or count anything.
 * @throws MakiniError (input)
 */
export function assertKept(value: unknown, name: string, parameter: string): void {
	const lost = lostNumber(value);
	if (lost === undefined) return;
	const verb = typeof value === 'number' ? 'is' : 'has';
	throw inputError(
		`${name} ${verb} a number that has lost digits: ${lost}`,
		LOST_DIGITS,
		parameter,
	);
}

/** Of values that n8n has evaluated. Those within texts of JSON are read here, and exact. */
function assertAllKept(fields: readonly Field[], values: MakiniRecord): void {
	for (const [name, value] of Object.entries(values)) {
		const label = fields.find((field) => field.name === name)?.label ?? name;
		assertKept(value, label, `fields.${name}`);
	}
}

const isSettable = ({ writable }: Field): boolean => writable === 'user';

interface Writability {
	byName: ReadonlyMap<string, Field>;
	/** Words for references that are not sent. */
	words: ReadonlySet<string>;
}

/** The same for every record of a file, which may have millions. */
const writabilities = new WeakMap<readonly Field[], WeakMap<readonly Field[], Writability>>();

function writabilityOf(known: readonly Field[], sent: readonly Field[]): Writability {
	const bySent = writabilities.get(known) ?? new WeakMap<readonly Field[], Writability>();
	writabilities.set(known, bySent);
	const kept = bySent.get(sent);
	if (kept) return kept;
	const others = known.filter((field) => !sent.includes(field) || !isSettable(field));
	const writability = {
		byName: new Map(known.map((field) => [field.name, field])),
		words: new Set(wordNames(others, known)),
	};
	bySent.set(sent, writability);
	return writability;
}

/** Without what the system sets itself, at any depth. What is not known is a custom field and stays. */
function withoutReadOnly(
	known: readonly Field[],
	sent: readonly Field[],
	values: MakiniRecord,
): MakiniRecord {
	const { byName, words } = writabilityOf(known, sent);
	const kept = Object.entries(values).flatMap(([name, value]): Array<[string, unknown]> => {
		const field = byName.get(name);
		if (!field) return words.has(name) ? [] : [[name, value]];
		if (!isSettable(field) || !sent.includes(field)) return [];
		const { fields: parts } = field;
		const parsed = parts && parseJson(value);
		if (!parts || typeof parsed !== 'object') return [[name, value]];
		const part = (each: unknown): unknown =>
			isPlainObject(each) ? withoutReadOnly(parts, parts, each) : each;
		return [[name, Array.isArray(parsed) ? parsed.map(part) : part(parsed)]];
	});
	return Object.fromEntries(kept);
}

/**
 * The data of a record out of a file: without the fields that only the system sets, or that this operation does not
 * send, so that a file of records that were read can be written elsewhere.
 * @param sent the fields that the operation sends.
 * @throws MakiniError (input) naming the field whose value cannot be used.
 */
export const readFileRecord = (
	{ fields }: Entity,
	sent: readonly Field[],
	values: MakiniRecord,
): MakiniRecord => convertAll(sent, withoutReadOnly(fields, sent, values));

/**
 * The data of the JSON parameter.
 * @throws MakiniError (input) for anything but one JSON object.
 */
export function readJson(entity: Entity, parameter: unknown): MakiniRecord {
	const hint = `Enter one JSON object such as {"${entity.naturalKey ?? 'name'}": "..."}. To write several ${entity.plural}, give each an item of its own.`;
	const parsed = parseJsonText(parameter);
	if (parsed instanceof SyntaxError) {
		throw inputError(`The JSON is malformed: ${parsed.message}`, hint, 'jsonData');
	}
	if (!isPlainObject(parsed)) {
		throw inputError('The JSON is not an object', hint, 'jsonData');
	}
	if (typeof parameter !== 'string') assertKept(parsed, 'The JSON', 'jsonData');
	return parsed;
}

function parseJsonText(parameter: unknown): unknown {
	if (typeof parameter !== 'string') return parameter;
	try {
		return parseExact(parameter);
	} catch (error) {
		return error;
	}
}
