import { parseConnections } from '../../../../sandbox/admin/parsing';

const connection = { name: 'a', token: 't', systemType: 'erp', apiStyle: 'module' };
const parse = (part: object) => parseConnections([{ ...connection, ...part }]);

it('takes a system of its own from a file', () => {
	const own = { keys: 'running' };
	expect(parse(own)).toEqual([{ ...connection, ...own }]);
});

it.each([[{ keys: 'short' }, 'Connection 0 is not valid: keys']])(
	'says what is wrong with %j',
	(part, message) => {
		expect(() => parse(part)).toThrow(message);
	},
);
