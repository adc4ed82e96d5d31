import { parseConnections } from '../../../../sandbox/admin/parsing';

const connection = { name: 'a', token: 't', systemType: 'erp', apiStyle: 'module' };
const parse = (part: object) => parseConnections([{ ...connection, ...part }]);

it('takes a system of its own from a file', () => {
	const own = {
		keys: 'running',
		ownRecords: { vendors: { 'V-0001': null, 'V-0002': { code: 'v-0002' } } },
		deletedEvery: { 'purchase-orders': 50 },
	};
	expect(parse(own)).toEqual([{ ...connection, ...own }]);
});

it.each([
	[{ keys: 'short' }, 'Connection 0 is not valid: keys'],
	[{ ownRecords: { vendor: {} } }, 'ownRecords.vendor: The sandbox has no such entity'],
	[{ ownRecords: { vendors: { 'V-0001': 'gone' } } }, 'ownRecords.vendors.V-0001'],
	[{ deletedEvery: { vendors: 0 } }, 'deletedEvery.vendors'],
])('says what is wrong with %j', (part, message) => {
	expect(() => parse(part)).toThrow(message);
});
