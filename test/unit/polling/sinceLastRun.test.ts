import {
	afterGiving,
	markDone,
	readKept,
	unmarkedOf,
	type Kept,
} from '../../../nodes/shared/polling/sinceLastRun';
import { STATE_VERSION, type RecordState } from '../../../nodes/shared/polling/state';

const state = (watermark: number, subject = 'orders'): RecordState => ({
	version: STATE_VERSION,
	subject,
	token: 't',
	connectionId: null,
	watermark,
	floor: 0,
	bornFrom: 0,
	idle: 0,
	seen: '',
});

const stored = (kept: Kept): unknown => JSON.parse(JSON.stringify(kept));

test('nothing was kept before the first run, nor in another shape', () => {
	expect(readKept(undefined)).toEqual({});
	expect(readKept({ done: 'yesterday' })).toEqual({});
	expect(readKept({ done: { ...state(1), version: 99 } })).toEqual({});
});

test('what an execution has given out counts only once it is marked as done', () => {
	const given = afterGiving({}, { executionId: '1', records: 7, state: state(100) });
	expect(given.done).toBeUndefined();
	const marked = markDone(given, '1');
	expect(marked?.kept).toEqual({ done: state(100) });
	expect(marked).toMatchObject({ records: 7, state: { watermark: 100 } });
});

test('an execution that failed before the mark leaves the time where it was', () => {
	const first = markDone(afterGiving({}, { executionId: '1', records: 1, state: state(100) }), '1');
	const failed = readKept(
		stored(afterGiving(first?.kept ?? {}, { executionId: '2', records: 5, state: state(200) })),
	);
	expect(failed.done).toEqual(state(100));
	expect(unmarkedOf(failed, '3')).toEqual({ executionId: '2', records: 5 });
	const next = afterGiving(failed, { executionId: '3', records: 6, state: state(300) });
	expect(markDone(next, '3')?.kept).toEqual({ done: state(300) });
});

test('the mark of one execution does not confirm what another one gave out', () => {
	const given = afterGiving({}, { executionId: '1', records: 7, state: state(100) });
	expect(markDone(given, '2')).toBeUndefined();
	expect(markDone({}, '1')).toBeUndefined();
	expect(markDone(afterGiving({}, { executionId: '', records: 1, state: state(1) }), '')).toBe(
		undefined,
	);
});

test('a second mark of an execution has nothing to do', () => {
	const marked = markDone(afterGiving({}, { executionId: '1', records: 7, state: state(1) }), '1');
	expect(markDone(marked?.kept ?? {}, '1')).toBeUndefined();
	expect(unmarkedOf(marked?.kept ?? {}, '2')).toBeUndefined();
});

test('an execution that gave out nothing leaves nothing unmarked', () => {
	const given = afterGiving({}, { executionId: '1', records: 0, state: state(100) });
	expect(unmarkedOf(given, '2')).toBeUndefined();
	expect(given).toEqual({ done: state(100) });
});

test('an execution that reads twice is marked with what it gave out last', () => {
	const once = afterGiving({}, { executionId: '1', records: 7, state: state(100) });
	const twice = afterGiving(once, { executionId: '1', records: 9, state: state(150) });
	expect(markDone(twice, '1')).toMatchObject({ records: 9, kept: { done: { watermark: 150 } } });
	expect(unmarkedOf(twice, '1')).toBeUndefined();
});

test('a reading that finds nothing is done by itself, whatever another execution has given out', () => {
	const once = afterGiving({}, { executionId: '1', records: 7, state: state(100) });
	const other = afterGiving(once, { executionId: '2', records: 0, state: state(150) });
	expect(other).toEqual({ done: state(150) });
});
