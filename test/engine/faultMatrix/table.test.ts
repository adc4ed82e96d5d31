import { CHARSET_DIALECTS } from '../../../sandbox/charset';
import { RECORD_DIALECTS } from '../../../sandbox/dialects/envelopes';
import { ERROR_DIALECTS } from '../../../sandbox/dialects/errors';
import { FILTER_DIALECTS } from '../../../sandbox/dialects/filters';
import { LIMIT_KINDS } from '../../../sandbox/dialects/limits';
import { NUMBER_DIALECTS } from '../../../sandbox/dialects/numbers';
import { PAGING_DIALECTS } from '../../../sandbox/dialects/paging';
import type { Dialect } from '../../../sandbox/dialects/types';
import { FAULT_KINDS } from '../../../sandbox/server/server';
import { DIALECTS } from './dialects';
import { FAULTS } from './faults';
import { OPERATIONS } from './operations';

test('every kind of fault that the sandbox knows has its cases', () => {
	expect(Object.keys(FAULTS).sort()).toEqual([...FAULT_KINDS].sort());
	for (const kind of FAULT_KINDS) {
		expect(FAULTS[kind].map(({ effect }) => effect?.(0).kind)).toContain(kind);
	}
});

test('dialects are combined with faults and operations that there are', () => {
	const faults = Object.values(FAULTS)
		.flat()
		.map(({ name }) => name);
	const operations = OPERATIONS.map(({ name }) => name);
	for (const dialect of DIALECTS) {
		expect(operations).toEqual(expect.arrayContaining([...dialect.operations]));
		expect(faults).toEqual(expect.arrayContaining([...dialect.faults]));
	}
});

/** What connections speak without a dialect. */
const USUAL: readonly unknown[] = ['exact', 'data', 'utf-8', 'asKept'];

test.each<[string, readonly string[], (dialect: Dialect) => string | undefined]>([
	['paging', PAGING_DIALECTS, ({ paging }) => paging],
	['filters', FILTER_DIALECTS, ({ filters }) => filters],
	['limits', LIMIT_KINDS, ({ limit }) => limit?.kind],
	['envelopes', RECORD_DIALECTS, ({ record }) => record],
	['errors', ERROR_DIALECTS, ({ errors }) => errors],
	['charsets', CHARSET_DIALECTS, ({ charset }) => charset],
	['numbers', NUMBER_DIALECTS, ({ numbers }) => numbers],
])('every dialect of %s that the sandbox knows has its cases', (_, known, partOf) => {
	const spoken = new Set(DIALECTS.map(({ dialect }) => partOf(dialect)));
	expect(known.filter((each) => !USUAL.includes(each) && !spoken.has(each))).toEqual([]);
});
