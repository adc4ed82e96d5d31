import { FAULT_KINDS } from '../../../sandbox/server';
import { DIALECTS, WITH_DIALECTS } from './dialects';
import { FAULTS } from './faults';
import { OPERATIONS } from './operations';

test('every kind of fault that the sandbox knows has its cases', () => {
	expect(Object.keys(FAULTS).sort()).toEqual([...FAULT_KINDS].sort());
	for (const kind of FAULT_KINDS) {
		expect(FAULTS[kind].map(({ effect }) => effect?.(0).kind)).toContain(kind);
	}
});

test('dialects are combined with faults and operations that there are', () => {
	const faults = Object.values(FAULTS).flat();
	const operations = OPERATIONS.map(({ name }) => name);
	expect(faults.map(({ name }) => name)).toEqual(expect.arrayContaining([...WITH_DIALECTS]));
	for (const dialect of DIALECTS) {
		expect(operations).toEqual(expect.arrayContaining([...dialect.operations]));
	}
});
