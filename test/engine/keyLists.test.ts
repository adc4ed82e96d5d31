import type { IDataObject } from 'n8n-workflow';
import { AUTO_MAP, jsonOf, run, shown, startPeer, stopPeers, type Peer } from './support';

afterAll(stopPeers);

const materials = (operation: string, more: object = {}) => ({
	resource: 'material',
	operation,
	...more,
});

const start = async (name: string): Promise<Peer> =>
	await startPeer({
		name,
		keys: 'running',
		systemType: 'erp',
		unpublished: 'support',
		ownRecords: { sites: {} },
	});

const node = 'MakiniMaterial';

const sitesOf = ({ server }: Peer, keys: unknown): unknown[] =>
	(keys as string[]).map((key) => server.records('sites').find((site) => site.key === key)?.code);

it('sites of a material are those of the same codes in another system', async () => {
	const [a, b] = [await start('a'), await start('b')];
	const { outputs } = await run(a, materials('getAll', { references: 'names' }), { node });
	const read = jsonOf(outputs[0]).find(({ siteKeys }) => (siteKeys as string[]).length > 1);
	const { siteKeys, sites } = read ?? {};
	expect((sites as IDataObject[]).map(({ code }) => code)).toEqual(sitesOf(a, siteKeys));

	const json: IDataObject = { code: 'NEW-1', name: 'New', siteKeys, sites } as IDataObject;
	const result = await run(b, materials('upsert', AUTO_MAP), { node, input: [{ json }] });
	expect(result.error).toBeUndefined();
	const written = b.server.records('materials').find(({ code }) => code === 'NEW-1');
	expect(sitesOf(b, written?.siteKeys)).toEqual(sitesOf(a, siteKeys));
});

it('keys of sites alone are refused, since nothing tells which connection they are from', async () => {
	const b = await start('b');
	const [site] = b.server.records('sites');
	const input = [{ json: { code: 'NEW-1', name: 'New', siteKeys: [site?.key ?? ''] } }];
	const refused = await run(b, materials('upsert', AUTO_MAP), { node, input });
	expect(shown(refused).message).toBe(
		`Sites has only a key, "${site?.key}", and nothing tells which connection it is from [item 0]`,
	);
	const own = { ...AUTO_MAP, options: { keysOfThisConnection: true } };
	expect((await run(b, materials('upsert', own), { node, input })).error).toBeUndefined();
});

it('codes and names are texts in selected fields', async () => {
	const a = await start('a');
	const output = { references: 'names', output: 'selected', outputFields: ['code', 'siteKeys'] };
	const { outputs } = await run(a, materials('getAll', output), { node });
	const read = jsonOf(outputs[0]).find(({ siteKeys }) => (siteKeys as string[]).length > 1);
	expect(read?.siteCodes).toBe(sitesOf(a, read?.siteKeys).join(', '));
	expect(read).not.toHaveProperty('sites');
});
