import { parseConnections } from '../../../../sandbox/admin/parsing';

const connection = { name: 'a', token: 't', systemType: 'erp', apiStyle: 'module' };
const parse = (part: object) => parseConnections([{ ...connection, ...part }]);

it('takes a system of its own from a file', () => {
	const own = {
		keys: 'running',
		ownRecords: { vendors: { 'V-0001': null, 'V-0002': { code: 'v-0002' } } },
		deletedEvery: { 'purchase-orders': 50 },
		requiredFields: { 'purchase-orders': ['siteKey'] },
		lockedStatuses: { 'purchase-orders': ['APPROVED'] },
	};
	expect(parse(own)).toEqual([{ ...connection, ...own }]);
});

it.each([
	[{ keys: 'short' }, 'Connection 0 is not valid: keys'],
	[{ ownRecords: { vendor: {} } }, 'ownRecords.vendor: The sandbox has no such entity'],
	[{ ownRecords: { vendors: { 'V-0001': 'gone' } } }, 'ownRecords.vendors.V-0001'],
	[{ deletedEvery: { vendors: 0 } }, 'deletedEvery.vendors'],
	[{ requiredFields: { vendors: ['site'] } }, 'requiredFields: vendors has no field "site"'],
	[{ requiredFields: { sellers: ['name'] } }, 'requiredFields.sellers'],
	[{ lockedStatuses: { vendors: ['OPEN'] } }, 'The entity has no statuses'],
])('says what is wrong with %j', (part, message) => {
	expect(() => parse(part)).toThrow(message);
});
