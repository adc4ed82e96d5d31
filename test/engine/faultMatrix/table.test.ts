import { FAULT_KINDS } from '../../../sandbox/server';
import { FAULTS } from './faults';

test('every kind of fault that the sandbox knows has its cases', () => {
	expect(Object.keys(FAULTS).sort()).toEqual([...FAULT_KINDS].sort());
	for (const kind of FAULT_KINDS) {
		expect(FAULTS[kind].map(({ effect }) => effect(0).kind)).toContain(kind);
	}
});
