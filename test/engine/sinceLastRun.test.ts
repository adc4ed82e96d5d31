import type { IDataObject, INode, INodeParameters, INodeType, IRun } from 'n8n-workflow';
import nock from '../support/nock';
import { runWorkflow } from '../support/engine';
import { START_NAME, START_TYPE } from '../support/engine/startNode';
import { startPeer, stopPeers, STYLES, type Peer } from './support';

afterEach(async () => {
	nock.cleanAll();
	await stopPeers();
});

/** Stands for whatever works on the changes; fails when it is told to. */
const work = (isFailing: () => boolean): INodeType => ({
	description: {
		displayName: 'Work',
		name: 'work',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Work' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	},
	async execute() {
		if (isFailing()) throw new Error('The order could not be written');
		return [this.getInputData()];
	},
});

interface Ran {
	run: IRun;
	/** Keys of what Get Many gave out. */
	keys: string[];
	hints: string[];
	/** What Mark as Done said. */
	marked: IDataObject | undefined;
}

interface RunMore {
	mode?: 'manual' | 'trigger';
	fails?: boolean;
	input?: IDataObject[];
}

/** An active workflow: Start, Get Many, work, and Mark as Done. */
class Workflow {
	staticData: IDataObject = {};

	constructor(
		private readonly peer: Pick<Peer, 'credentials'>,
		private readonly parameters: INodeParameters = {},
		private readonly more: { marks?: boolean; name?: string; node?: Partial<INode> } = {},
	) {}

	with(parameters: INodeParameters, peer = this.peer): Workflow {
		const changed = new Workflow(peer, { ...this.parameters, ...parameters }, this.more);
		changed.staticData = this.staticData;
		return changed;
	}

	async run({ mode = 'trigger', fails = false, input }: RunMore = {}): Promise<Ran> {
		const { marks = true, name = 'Changes', node = {} } = this.more;
		const { credentials } = this.peer;
		const own = Object.fromEntries(
			Object.keys(credentials).map((type) => [type, { id: type, name: type }]),
		);
		const at = (id: string, more: Pick<INode, 'name' | 'type'> & Partial<INode>): INode => ({
			id,
			typeVersion: 1,
			position: [Number(id) * 200, 0],
			parameters: {},
			...more,
		});
		const to = (next: string) => ({ main: [[{ node: next, type: 'main' as const, index: 0 }]] });
		const run = await runWorkflow(
			{
				nodes: [
					at('1', { name: START_NAME, type: START_TYPE }),
					at('2', {
						name,
						type: 'makiniPurchaseOrder',
						credentials: own,
						parameters: {
							resource: 'purchaseOrder',
							operation: 'getAll',
							returnAll: true,
							references: 'keys',
							onlyChanged: true,
							...this.parameters,
						},
						...node,
					}),
					at('3', { name: 'Work', type: 'test.work' }),
					at('4', {
						name: 'Done',
						type: 'makiniConnection',
						credentials: own,
						disabled: !marks,
						parameters: { resource: 'change', operation: 'markDone' },
					}),
				],
				connections: { [START_NAME]: to(name), [name]: to('Work'), Work: to('Done') },
				input,
				credentials,
				extraTypes: { 'test.work': work(() => fails) },
				staticData: structuredClone(this.staticData),
			},
			{ mode, onStaticData: (data) => (this.staticData = data) },
		);
		const { runData } = run.data.resultData;
		const items = runData[name]?.at(-1)?.data?.main?.[0] ?? [];
		return {
			run,
			keys: items.map(({ json }) => String(json.key)).sort(),
			hints: (runData[name]?.at(-1)?.hints ?? []).map(({ message }) => message),
			marked: marks ? runData.Done?.at(-1)?.data?.main?.[0]?.[0]?.json : undefined,
		};
	}
}

const change = (peer: Peer, update: number, create = 0): string[] => {
	const { updated, created } = peer.server.change({ entity: 'purchase-orders', update, create });
	return [...updated, ...created].map(({ key }) => key).sort();
};

const errorOf = ({ run }: Ran): string => String(run.data.resultData.error?.message);

describe.each(STYLES)('%s style', (apiStyle) => {
	it('gives all records first, and then each change once', async () => {
		const peer = await startPeer({ apiStyle });
		const workflow = new Workflow(peer);
		const first = await workflow.run();
		expect(first.run.status).toBe('success');
		expect(first.keys).toHaveLength(50);
		expect(first.hints.join()).toContain('First run: all 50 purchase orders.');
		expect(first.marked).toMatchObject({
			marked: true,
			records: 50,
			nodes: [{ name: 'Changes', records: 50 }],
		});
		expect((await workflow.run()).keys).toEqual([]);
		const keys = change(peer, 3, 2);
		const next = await workflow.run();
		expect(next.keys).toEqual(keys);
		expect(next.hints.join()).toMatch(
			/5 purchase orders changed since the last run that was done\. It had read up to 20\d\d-/,
		);
		expect((await workflow.run()).keys).toEqual([]);
	});

	it('gives the same changes again after a run that failed behind it', async () => {
		const peer = await startPeer({ apiStyle });
		const workflow = new Workflow(peer);
		await workflow.run();
		const keys = change(peer, 3);
		const failed = await workflow.run({ fails: true });
		expect(failed.run.status).toBe('error');
		expect(failed.keys).toEqual(keys);
		const [more = ''] = change(peer, 1);
		const again = await workflow.run();
		expect(again.keys).toEqual([...new Set([...keys, more])].sort());
		expect(again.hints.join()).toMatch(
			/Execution \d+ gave out 3 purchase orders and did not mark them as done/,
		);
		expect((await workflow.run()).keys).toEqual([]);
	});

	it('does not move past what a limit left', async () => {
		const peer = await startPeer({ apiStyle });
		const limited = new Workflow(peer, { returnAll: false, limit: 20 });
		const runs = [await limited.run(), await limited.run(), await limited.run()];
		expect(runs.map(({ keys }) => keys.length)).toEqual([20, 20, 10]);
		expect(new Set(runs.flatMap(({ keys }) => keys)).size).toBe(50);
		expect(runs[0]?.hints.join()).toContain('There may be more: the next run goes on behind these');
		const keys = change(peer, 2);
		const rest = [await limited.run(), await limited.run()].flatMap((run) => run.keys);
		expect(rest.sort()).toEqual(keys);
	});
});

it('looks in a run by hand, and moves nothing', async () => {
	const peer = await startPeer();
	const workflow = new Workflow(peer);
	await workflow.run();
	const keys = change(peer, 3);
	const before = structuredClone(workflow.staticData);
	const byHand = await workflow.run({ mode: 'manual' });
	expect(byHand.keys).toEqual(keys);
	expect(byHand.hints.join()).toContain('A run by hand keeps nothing');
	expect(byHand.marked).toMatchObject({ marked: false });
	expect(workflow.staticData).toEqual(before);
	expect((await workflow.run()).keys).toEqual(keys);
});

it('moves nothing where nobody marks changes as done, and says what to do', async () => {
	const peer = await startPeer();
	const workflow = new Workflow(peer, {}, { marks: false });
	expect((await workflow.run()).keys).toHaveLength(50);
	const again = await workflow.run();
	expect(again.keys).toHaveLength(50);
	expect(again.hints.join()).toContain('"Mark changes as done" at the end of the workflow');
});

it('moves nothing when reading fails, also where the node goes on', async () => {
	const peer = await startPeer();
	const workflow = new Workflow(
		peer,
		{ options: { pageSize: 10, maxWait: 0 } },
		{ node: { onError: 'continueRegularOutput' } },
	);
	peer.server.setFaults([
		{
			match: { path: 'purchase-orders' },
			when: { nth: [3] },
			effect: { kind: 'status', status: 403 },
		},
	]);
	const failed = await workflow.run();
	expect(failed.run.status).toBe('success');
	expect(failed.marked).toMatchObject({ marked: false });
	peer.server.setFaults([]);
	expect((await workflow.run()).keys).toHaveLength(50);
});

it('begins at a time that was given, and starts over where it is another one', async () => {
	const peer = await startPeer();
	await new Promise((resolve) => setTimeout(resolve, 10));
	const startFrom = new Date().toISOString();
	const keys = change(peer, 3);
	const workflow = new Workflow(peer, { startFrom });
	const first = await workflow.run();
	expect(first.keys).toEqual(keys);
	expect(first.hints.join()).toContain('First run: 3 purchase orders changed since 20');
	expect((await workflow.run()).keys).toEqual([]);
	const over = await workflow.with({ startFrom: '2000-01-01' }).run();
	expect(over.keys).toHaveLength(50);
	expect(over.hints.join()).toContain('so it starts over: 50 purchase orders changed since 2000-');
});

it('takes no time of other filters, or of another connection', async () => {
	const peer = await startPeer();
	const other = await startPeer({ name: 'b', token: 'another-token', orders: 7 });
	const workflow = new Workflow(peer);
	await workflow.run();
	const [vendorKey] = peer.server.records('purchase-orders').map((order) => order.vendorKey);
	const filtered = workflow.with({
		filters: { conditions: [{ field: 'vendorKey', operator: 'eq', value: String(vendorKey) }] },
	});
	expect((await filtered.run()).keys.length).toBeGreaterThan(0);
	expect((await workflow.with({}, other).run()).keys).toHaveLength(7);
});

it('goes on with a new token of the same connection', async () => {
	const peer = await startPeer();
	const workflow = new Workflow(peer);
	await workflow.run();
	const keys = change(peer, 2);
	if (peer.credentials.makiniApi) peer.credentials.makiniApi.apiToken = peer.server.reconnect();
	expect((await workflow.run()).keys).toEqual(keys);
});

it('gives deletions where they are wanted, once', async () => {
	const peer = await startPeer();
	const plain = new Workflow(peer);
	const workflow = new Workflow(peer, { options: { includeDeleted: true } });
	await plain.run();
	await workflow.run();
	const { deleted } = peer.server.change({
		entity: 'purchase-orders',
		delete: 2,
		marksDeleted: true,
	});
	expect((await plain.run()).keys).toEqual([]);
	expect((await workflow.run()).keys).toEqual(deleted.map(({ key }) => key).sort());
	expect((await workflow.run()).keys).toEqual([]);
});

it('has names beside keys, as other lists have', async () => {
	const peer = await startPeer({ orders: 2 });
	const { run } = await new Workflow(peer, { references: 'names' }).run();
	const [item] = run.data.resultData.runData.Changes?.[0]?.data?.main?.[0] ?? [];
	expect(item?.json.vendor).toMatchObject({ name: expect.any(String) as unknown });
});

it.each([
	[{}, [{}, {}], 'more than one input item'],
	[
		{
			filterMatch: 'any',
			filters: { conditions: [{ field: 'orderNo', operator: 'eq', value: 'PO-1' }] },
		},
		[{}],
		'filters of which any may match',
	],
	[{ outputAs: 'csv' }, [{}], 'a file as output'],
])('refuses before any request %j', async (parameters, input, what) => {
	const peer = await startPeer();
	peer.server.reset();
	const ran = await new Workflow(peer, parameters as INodeParameters).run({ input });
	expect(errorOf(ran)).toBe(
		`"Only Changed Since Last Run" cannot be used together with ${what} [item 0]`,
	);
	expect(peer.server.counters().requests).toBe(0);
});

it('refuses a start that is no time', async () => {
	const peer = await startPeer();
	const ran = await new Workflow(peer, { startFrom: 'yesterday' }).run();
	expect(errorOf(ran)).toContain('"Start From" is not a date: "yesterday"');
});
