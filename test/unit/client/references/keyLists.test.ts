import { material, meter } from '../../../../nodes/shared/catalogue';
import type { Resolving } from '../../../../nodes/shared/client/references/resolving';
import type { MakiniRecord } from '../../../../nodes/shared/client/wire/envelopes';
import { errorOf } from '../support';
import { listClient, many } from './support';

const STRICT: Resolving = { missing: 'fail', valueMap: [] };

const setUp = () =>
	listClient({ sites: many(40, 'A'), assets: many(9, 'E'), vendors: many(5, 'V') }, 'eam');

const plan = (data: MakiniRecord, how: Partial<Resolving> = {}) =>
	setUp().client.planReferences(material.fields, data, { ...STRICT, ...how });

const resolved = async (data: MakiniRecord, how: Partial<Resolving> = {}): Promise<MakiniRecord> =>
	await plan(data, how).resolve();

describe('words for a list of keys', () => {
	test.each<[string, MakiniRecord]>([
		['codes', { sites: ['A-3', 'A-5'] }],
		['a code and a name', { sites: ['A-3', 'A no. 5'] }],
		['objects', { sites: [{ code: 'A-3' }, { name: 'A no. 5' }] }],
		[
			'objects that came with keys',
			{
				sites: [
					{ key: 'x', code: 'A-3' },
					{ key: 'y', code: 'A-5' },
				],
			},
		],
		[
			'objects beside the keys that they came with',
			{
				siteKeys: ['x', 'y'],
				sites: [
					{ key: 'x', code: 'A-3' },
					{ key: 'y', code: 'A-5' },
				],
			},
		],
		['a text with commas', { sites: 'A-3, A-5' }],
		['JSON', { sites: '["A-3", "A-5"]' }],
		['columns of a table', { siteKeys: ['x', 'y'], siteCodes: 'A-3, A-5', siteNames: 'One, Two' }],
	])('%s become keys of this connection', async (_, data) => {
		expect(await resolved(data)).toEqual({ siteKeys: ['Ak3', 'Ak5'] });
	});

	test('become a text where the keys are one', async () => {
		expect(await resolved({ vendors: ['V-1', 'V-2'] })).toEqual({ vendorKeys: 'Vk1,Vk2' });
	});

	test('none clear the list, and nothing said leaves it alone', async () => {
		expect(await resolved({ sites: [] })).toEqual({ siteKeys: [] });
		expect(await resolved({ siteKeys: [] })).toEqual({ siteKeys: [] });
		expect(await resolved({ name: 'x' })).toEqual({ name: 'x' });
	});

	test('fail where one of them is nothing, by its place', async () => {
		const error = await errorOf(resolved({ sites: ['A-3', 'A-99'] }));
		expect(error.message).toBe('Sites, entry 2: there is no site "A-99"');
	});

	test('are left out one by one where that is meant', async () => {
		expect(await resolved({ sites: ['A-3', 'A-99'] }, { missing: 'empty' })).toEqual({
			siteKeys: ['Ak3'],
		});
	});
});

test('keys alone are told, so that those of another connection can be refused', () => {
	for (const data of [{ siteKeys: ['x', 'y'] }, { sites: [{ key: 'x' }] }, { vendorKeys: 'x,y' }]) {
		expect(plan(data).split.bare).toMatchObject(
			[{ key: 'x' }].concat('vendorKeys' in data || 'siteKeys' in data ? [{ key: 'y' }] : []),
		);
	}
});

describe('names of a list of keys', () => {
	const named = async (fields: typeof material.fields, record: MakiniRecord) =>
		(await setUp().client.references.named(fields, [record]))[0];

	test('stand beside it', async () => {
		expect(await named(material.fields, { siteKeys: ['Ak3', 'gone'] })).toEqual({
			siteKeys: ['Ak3', 'gone'],
			sites: [{ key: 'Ak3', code: 'A-3', name: 'A no. 3' }, { key: 'gone' }],
		});
	});

	test('stand beside a text of keys', async () => {
		expect(await named(meter.fields, { assetKeys: 'Ek3,Ek5' })).toEqual({
			assetKeys: 'Ek3,Ek5',
			assets: [
				{ key: 'Ek3', name: 'E no. 3' },
				{ key: 'Ek5', name: 'E no. 5' },
			],
		});
	});

	test('are not added where nothing is known, or where the record has that word', async () => {
		expect(await named(material.fields, { siteKeys: ['gone'] })).toEqual({ siteKeys: ['gone'] });
		expect(await named(material.fields, { siteKeys: [] })).toEqual({ siteKeys: [] });
		const own = { siteKeys: ['Ak3'], sites: 'all' };
		expect(await named(material.fields, own)).toEqual(own);
	});
});
