import type { RecordSource } from '../data/collections';
import type { Fields } from '../contract/entities';
import type { RecordList } from '../data/timeOrder';
import type { StoredRecord } from '../base';
import { comparable, type Condition, type Selection } from '../data/selection';
import { parseInstant } from '../values';

type Test = (record: StoredRecord) => boolean;

const REMEMBERED_SELECTIONS = 16;

/** Results by selection, so that reading page after page does not filter and sort the collection every time. */
const remembered = new WeakMap<
	RecordSource,
	{ version: number; results: Map<string, readonly StoredRecord[]> }
>();

/**
 * The selected records in the selected order; without a sort in the order of their creation. To be
 * used before the next write.
 */
export function select(source: RecordSource, fields: Fields, selection: Selection): RecordList {
	const { conditions, sort, modifiedAfter } = selection;
	if (conditions.length + sort.length === 0 && modifiedAfter === undefined) return source.all();
	const candidates = indexedCandidates(source, selection);
	if (candidates) return sorted(candidates.filter(tester(fields, selection)), fields, sort);

	const byTime = planByTime(source, fields, selection);
	if (byTime?.list) return byTime.list;

	let memory = remembered.get(source);
	if (!memory || memory.version !== source.version) {
		memory = { version: source.version, results: new Map() };
		remembered.set(source, memory);
	}
	const id = JSON.stringify(selection);
	const known = memory.results.get(id);
	if (known) return known;
	const result =
		byTime?.records() ?? sorted(source.all().filter(tester(fields, selection)), fields, sort);
	const oldest = memory.results.keys().next().value;
	if (memory.results.size >= REMEMBERED_SELECTIONS && oldest !== undefined) {
		memory.results.delete(oldest);
	}
	memory.results.set(id, result);
	return result;
}

function indexedCandidates(
	source: RecordSource,
	{ conditions, match }: Selection,
): readonly StoredRecord[] | undefined {
	if (match === 'any' && conditions.length > 1) return undefined;
	for (const { field, operator, value } of conditions) {
		const found = operator === 'eq' && value !== '' ? source.lookUp(field, value) : undefined;
		if (found) return found;
	}
	return undefined;
}

const BOUNDS: ReadonlySet<string> = new Set(['gt', 'gteq', 'lt', 'lted']);

interface TimePlan {
	/** The result, when there is nothing to do for each record. */
	list?: RecordList;
	records(): readonly StoredRecord[];
}

/** The result by way of the order of a time, when that is what is sorted by or narrows the selection down. */
function planByTime(
	source: RecordSource,
	fields: Fields,
	selection: Selection,
): TimePlan | undefined {
	const { conditions, match, sort, modifiedAfter } = selection;
	const field = timeOf(fields, selection);
	if (!source.inOrderOf || field === undefined) return undefined;
	const range = { from: -Infinity, to: Infinity };
	const narrow = (operator: string, instant: number): void => {
		if (operator === 'gteq') range.from = Math.max(range.from, instant);
		else if (operator === 'gt') range.from = Math.max(range.from, instant + 1);
		else if (operator === 'lted') range.to = Math.min(range.to, instant);
		else range.to = Math.min(range.to, instant - 1);
	};
	// What the range says already is not looked at again for each record.
	const others = conditions.filter((condition) => {
		const instant = parseInstant(condition.value);
		const bounds = match === 'all' && condition.field === field && BOUNDS.has(condition.operator);
		if (!bounds || instant === undefined) return true;
		narrow(condition.operator, instant);
		return false;
	});
	const since = modifiedAfter === undefined ? undefined : parseInstant(modifiedAfter);
	const covered = field === 'updatedAt' && since !== undefined;
	if (covered) narrow('gt', since);
	const order = source.inOrderOf(field);
	const list = sort[0] && order.sorted(range, sort[0].descending);
	const found = (): StoredRecord[] => list?.slice() ?? order.created(range);
	if (others.length === 0 && (covered || modifiedAfter === undefined)) {
		return { list, records: found };
	}
	const rest: Selection = { conditions: others, match, sort };
	if (!covered && modifiedAfter !== undefined) rest.modifiedAfter = modifiedAfter;
	return { records: () => found().filter(tester(fields, rest)) };
}

/** The time that a selection sorts by, or that bounds it. */
function timeOf(
	fields: Fields,
	{ conditions, match, sort, modifiedAfter }: Selection,
): string | undefined {
	const isTime = (field: string): boolean => fields[field]?.type === 'date';
	if (sort.length > 1) return undefined;
	if (sort[0]) return isTime(sort[0].field) ? sort[0].field : undefined;
	if (modifiedAfter !== undefined) return isTime('updatedAt') ? 'updatedAt' : undefined;
	if (match === 'any') return undefined;
	return conditions.find(({ field, operator }) => isTime(field) && BOUNDS.has(operator))?.field;
}

function tester(fields: Fields, { conditions, match, modifiedAfter }: Selection): Test {
	const tests = conditions.map((condition) => conditionTest(condition, fields));
	const matches: Test =
		match === 'any' && tests.length > 0
			? (record) => tests.some((test) => test(record))
			: (record) => tests.every((test) => test(record));
	if (modifiedAfter === undefined) return matches;
	const since = parseInstant(modifiedAfter) ?? 0;
	return (record) => (parseInstant(String(record.updatedAt)) ?? 0) > since && matches(record);
}

function conditionTest({ field, operator, value }: Condition, fields: Fields): Test {
	const type = fields[field]?.type ?? 'string';
	const wanted = comparable(value, type);
	if (operator === 'eq') return (record) => comparable(record[field], type) === wanted;
	if (operator === 'sameText') {
		const same = value.toLowerCase();
		return (record) => String(record[field] ?? '').toLowerCase() === same;
	}
	if (operator === 'contains' || operator === 'startsWith' || operator === 'endsWith') {
		const method = operator === 'contains' ? 'includes' : operator;
		const part = value.toLowerCase();
		return (record) =>
			String(record[field] ?? '')
				.toLowerCase()
				[method](part);
	}
	return (record) => {
		const actual = comparable(record[field], type);
		if (actual === undefined || wanted === undefined) return false;
		if (operator === 'gt') return actual > wanted;
		if (operator === 'gteq') return actual >= wanted;
		return operator === 'lt' ? actual < wanted : actual <= wanted;
	};
}

function sorted(
	records: readonly StoredRecord[],
	fields: Fields,
	sort: Selection['sort'],
): readonly StoredRecord[] {
	if (sort.length === 0) return records;
	const ranked = records.map((record) => ({
		record,
		ranks: sort.map(({ field }) => comparable(record[field], fields[field]?.type ?? 'string')),
	}));
	ranked.sort((left, right) => {
		for (const [index, { descending }] of sort.entries()) {
			const order = compare(left.ranks[index], right.ranks[index]);
			if (order !== 0) return descending ? -order : order;
		}
		return 0;
	});
	return ranked.map(({ record }) => record);
}

/** Missing values come first in ascending order. */
function compare(left: string | number | undefined, right: string | number | undefined): number {
	if (left === right) return 0;
	if (left === undefined) return -1;
	if (right === undefined) return 1;
	return left < right ? -1 : 1;
}
