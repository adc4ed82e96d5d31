import { isDeepStrictEqual } from 'node:util';
import { byOrderNo, linesOf, ORDER_FIELDS, SERVER_LINE_FIELDS, type Difference } from './check';
import { ENTITY, LINE_FIELDS, targetIn } from './orderReferences';
import type { Fields } from './contract/entities';
import type { JsonObject, JsonValue, StoredRecord } from './base';

/** A system to compare: its records by entity, such as `vendors` or `purchase-orders`. */
export interface ComparedSystem {
	records(entity: string): readonly StoredRecord[];
}

/** What one system's code is called in the other, in a field such as `statusKey` or `uomKey`. */
export interface ValuePair {
	field: string;
	/** Code in A. */
	from: string;
	/** Code in B. */
	to: string;
}

export interface MeaningOptions {
	/** Only orders of A that changed at or after this ISO time; all of them without it. */
	changedSince?: string;
	/** Codes that differ; every other one means itself. */
	values?: readonly ValuePair[];
}

/** What became of the orders of A in B, by order number. */
export interface MeaningComparison {
	/** B has the order once, and all of it means the same. */
	equal: string[];
	/** B has the order, and these fields mean something else. References show both codes. */
	differing: Array<{ orderNo: string; differences: Difference[] }>;
	missing: string[];
	/** B has them, and they are none of the orders compared. */
	extra: string[];
	/** B has them more than once. */
	doubled: string[];
}

/**
 * Compares the orders of A with those of B by what they mean. Keys of two systems have nothing in
 * common, so a reference is compared by the code of what it leads to, else by its name, in header
 * and lines. Times and keys that each server sets are left out. An order that is marked as deleted
 * counts as not there, in both systems.
 */
export function compareByMeaning(
	a: ComparedSystem,
	b: ComparedSystem,
	{ changedSince, values = [] }: MeaningOptions = {},
): MeaningComparison {
	const expected = changedOrders(a, changedSince);
	const numbers = new Set(expected.map(({ orderNo }) => String(orderNo)));
	const groups = byOrderNo(present(b));
	const same = meanings(a, b, values);
	const result: MeaningComparison = {
		equal: [],
		differing: [],
		missing: [],
		extra: [...groups.keys()].filter((orderNo) => !numbers.has(orderNo)),
		doubled: [...groups].filter(([, group]) => group.length > 1).map(([orderNo]) => orderNo),
	};
	for (const order of expected) {
		const orderNo = String(order.orderNo);
		const group = groups.get(orderNo) ?? [];
		const differences = group.flatMap((other) => compareOrder(orderNo, order, other, same));
		if (group.length === 0) result.missing.push(orderNo);
		else if (differences.length > 0) result.differing.push({ orderNo, differences });
		else if (group.length === 1) result.equal.push(orderNo);
	}
	return result;
}

/** The orders of a system that changed at or after an ISO time, all of them without one, save those deleted. */
export function changedOrders(system: ComparedSystem, changedSince?: string): StoredRecord[] {
	const since = changedSince === undefined ? -Infinity : Date.parse(changedSince);
	return present(system).filter(({ updatedAt }) => Date.parse(String(updatedAt)) >= since);
}

function present(system: ComparedSystem): StoredRecord[] {
	return system.records(ENTITY.name).filter(({ deletedAt }) => typeof deletedAt !== 'string');
}

/** Both values as people read them, where they do not mean the same; undefined where they do. */
type Meanings = (
	field: string,
	target: string | undefined,
	a: JsonValue | undefined,
	b: JsonValue | undefined,
) => { a: JsonValue | undefined; b: JsonValue | undefined } | undefined;

function meanings(a: ComparedSystem, b: ComparedSystem, values: readonly ValuePair[]): Meanings {
	const [codesA, codesB] = [codesOf(a), codesOf(b)];
	const other = new Map(values.map(({ field, from, to }) => [`${field} ${from}`, to]));
	return (field, target, valueA, valueB) => {
		if (target === undefined) {
			return isDeepStrictEqual(valueA, valueB) ? undefined : { a: valueA, b: valueB };
		}
		const [codeA, codeB] = [codesA(target, valueA), codesB(target, valueB)];
		const wanted = codeA && { ...codeA, text: other.get(`${field} ${codeA.text}`) ?? codeA.text };
		const isSame = wanted === undefined ? codeB === undefined : isCalled(wanted, codeB, b, target);
		return isSame ? undefined : { a: codeA?.text ?? null, b: codeB?.text ?? null };
	};
}

/** What a reference leads to. */
interface Called {
	text: string;
	/** False for a key that no record has. */
	isKnown: boolean;
}

/**
 * Two systems may write one code in another case, or with blanks around it. That counts as the same only where B has no
 * record with exactly that code.
 */
function isCalled(
	wanted: Called,
	found: Called | undefined,
	b: ComparedSystem,
	target: string,
): boolean {
	if (!found?.isKnown || !wanted.isKnown) return false;
	if (wanted.text === found.text) return true;
	if (folded(wanted.text) !== folded(found.text)) return false;
	return !b.records(target).some((record) => textOf(record) === wanted.text);
}

/** A text as it is compared where case and blanks around it do not matter. */
export const folded = (text: string): string => text.trim().toLowerCase();

/** What people know a record by. */
export const textOf = ({ code, name, key }: StoredRecord): string => String(code ?? name ?? key);

/** Finds what a key stands for; undefined for an empty reference. Each entity is read once. */
function codesOf(system: ComparedSystem) {
	const known = new Map<string, Map<string, string>>();
	return (target: string, value: JsonValue | undefined): Called | undefined => {
		if (value === undefined || value === null || value === '') return undefined;
		let codes = known.get(target);
		if (!codes) {
			codes = new Map(system.records(target).map((record) => [record.key, textOf(record)]));
			known.set(target, codes);
		}
		const text = codes.get(String(value));
		return { text: text ?? `${String(value)} (no such record)`, isKnown: text !== undefined };
	};
}

function compareOrder(orderNo: string, a: JsonObject, b: JsonObject, same: Meanings): Difference[] {
	const referring = Object.keys(a).filter((field) => targetIn(ENTITY.fields, field));
	const header = [...new Set([...ORDER_FIELDS, ...referring])];
	const differences = compareFields(orderNo, '', [a, b], header, ENTITY.fields, same);
	const [linesA, linesB] = [linesOf(a), linesOf(b)];
	if (linesA.length !== linesB.length) {
		const field = 'lineItems.length';
		return [...differences, { orderNo, field, a: linesA.length, b: linesB.length }];
	}
	for (const [index, line] of linesA.entries()) {
		const fields = Object.keys(line).filter((field) => !SERVER_LINE_FIELDS.includes(field));
		const pair = [line, linesB[index] ?? {}] as const;
		const path = `lineItems.${index}.`;
		differences.push(...compareFields(orderNo, path, pair, fields, LINE_FIELDS, same));
	}
	return differences;
}

function compareFields(
	orderNo: string,
	path: string,
	[a, b]: readonly [JsonObject, JsonObject],
	names: readonly string[],
	fields: Fields,
	same: Meanings,
): Difference[] {
	return names.flatMap((field) => {
		const difference = same(field, targetIn(fields, field), a[field], b[field]);
		return difference ? [{ orderNo, field: path + field, ...difference }] : [];
	});
}
