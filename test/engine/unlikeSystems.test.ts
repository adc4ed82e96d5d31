import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { compareByMeaning } from '../../sandbox/meaning';
import { CHANGED_SINCE, UNLIKE_ERPS_VALUES, unlikeErpSystems } from '../../sandbox/scenarios';
import { startSandbox, type RunningSandbox } from '../../sandbox/server/server';
import { AUTO_MAP, credentialsFor, jsonOf, orders, run, STYLES, type Peer } from './support';
import type { NodeResult } from '../support/engine';

/** Two systems of different makes: the same keys are other records, statuses and units have other names. */
describe.each(STYLES)('orders from one make of system into another (%s style)', (apiStyle) => {
	let sandbox: RunningSandbox;
	let a: Peer;
	let b: Peer;

	beforeEach(async () => {
		const connections = unlikeErpSystems({ orders: 300, vendors: 60, apiStyle });
		sandbox = await startSandbox({ connections });
		const peerOf = (name: string, index: number): Peer => ({
			url: sandbox.url,
			server: sandbox.connection(name),
			credentials: credentialsFor(sandbox.url, {
				apiToken: connections[index]?.token ?? '',
				apiStyle,
			}),
		});
		a = peerOf('a', 0);
		b = peerOf('b', 1);
	});

	afterEach(async () => await sandbox.stop());

	const valueMap = {
		entries: UNLIKE_ERPS_VALUES.map(({ field, from, to }) => ({
			field: field.replace(/Key$/, ''),
			from,
			to,
		})),
	};

	const changed = async (references: 'names' | 'keys'): Promise<INodeExecutionData[]> => {
		const { outputs } = await run(
			a,
			orders('getAll', { returnAll: true, updatedAfter: CHANGED_SINCE, references }),
		);
		return outputs[0] ?? [];
	};

	const write = async (
		input: INodeExecutionData[],
		more: INodeParameters = {},
	): Promise<NodeResult> =>
		await run(b, orders('upsert', { ...AUTO_MAP, valueMap, ...more }), {
			input,
			onError: 'continueErrorOutput',
		});

	const messages = ({ outputs }: NodeResult): string[] =>
		jsonOf(outputs[1]).map(({ error }) => String((error as { message?: unknown }).message));

	const compare = () =>
		compareByMeaning(a.server, b.server, {
			changedSince: CHANGED_SINCE,
			values: UNLIKE_ERPS_VALUES,
		});

	it('each order that arrives refers to what bears the same code, and all others are named', async () => {
		const input = await changed('names');
		expect(input).toHaveLength(30);
		const before = compare();

		const result = await write(input);

		const { equal, differing, missing, doubled } = compare();
		const failed = messages(result);
		process.stdout.write(
			`\n${apiStyle}: ${equal.length} of 30 equal (${before.equal.length} before), ${failed.length} refused\n${[...new Set(failed)].join('\n')}\n`,
		);
		expect(doubled).toEqual([]);
		expect(equal.length).toBeGreaterThan(before.equal.length);
		expect(equal.length + failed.length).toBe(30);
		expect(differing.length + missing.length).toBe(failed.length);
		for (const message of failed) {
			expect(message).toMatch(/there is no vendor|there is no status|can no longer be changed/);
		}

		b.server.reset();
		const second = await write(input);
		expect(messages(second)).toEqual(failed);
		const { byMethod, created, updated } = b.server.counters();
		// Locked orders are tried again, and refused again.
		expect({ created, updated, post: byMethod.POST ?? 0 }).toEqual({
			created: 0,
			updated: 0,
			post: 0,
		});
	});

	it('without a value map, statuses that cannot be told are named, and none of these orders is written', async () => {
		const input = await changed('names');
		const before = compare();
		const result = await write(input, { valueMap: {} });
		expect(jsonOf(result.outputs[0])).toEqual([]);
		for (const message of messages(result)) {
			expect(message).toMatch(/^(Status|Vendor|Line Items, entry \d+, Unit of Measure): /);
		}
		expect(compare()).toEqual(before);
	});

	it('keys alone are refused with what to do, and nothing is written', async () => {
		const result = await write(await changed('keys'), { valueMap: {} });
		const errors = jsonOf(result.outputs[1]);
		expect(errors).toHaveLength(30);
		for (const { error } of errors) {
			expect(error).toMatchObject({
				message: expect.stringContaining('nothing tells which connection it is from'),
				description: expect.stringContaining('"References" set to "Names"'),
			});
		}
		const { created, updated, byMethod } = b.server.counters();
		expect({ created, updated, ...byMethod }).toEqual({ created: 0, updated: 0 });
	});
});
