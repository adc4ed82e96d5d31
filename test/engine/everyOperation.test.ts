import { difference } from 'lodash';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import {
	catalogue,
	SYSTEM_TYPES,
	type Entity,
	type SystemType,
} from '../../nodes/shared/catalogue';
import { builtNode } from '../support/engine';
import { callsOf, KEYS, samplesOf, type Call } from '../support/calls';
import { ENTITY_NODES } from '../support/entityNodes';
import { shownFields } from '../support/outputSchemas';
import {
	renew,
	jsonOf,
	run,
	shown,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
	type Style,
} from './support';

/** Fields that the sandbox has of its own, as systems do; no contract knows them. */
const OWN_FIELDS = ['permitNumber', 'shiftCode', 'size', 'sha256'];

afterAll(stopPeers);

const FILE = {
	json: {},
	binary: {
		data: {
			data: Buffer.from('a manual').toString('base64'),
			mimeType: 'text/plain',
			fileName: 'manual.txt',
		},
	},
};

/** The first type of system that offers an operation. */
function systemTypeFor({ entity, operation }: Call): SystemType {
	const offered =
		Object.entries(entity.operations).find(([name]) => name === operation)?.[1]?.systemTypes ??
		entity.systemTypes;
	const found = SYSTEM_TYPES.find((type) => offered.includes(type));
	if (!found) throw new Error(`${entity.name} is offered nowhere`);
	return found;
}

const firstKey = (peer: Peer, entity: Entity): string =>
	String(peer.server.records(entity.path)[0]?.key ?? '');

const locator = (value: string): INodeParameters => ({ __rl: true, mode: 'id', value });

/** Values that the server takes: those of a record it has, with a number of its own. */
function validValues(peer: Peer, { entity, operation }: Call): IDataObject {
	const action = Object.entries(entity.operations).find(([name]) => name === operation)?.[1]
		?.action;
	if (action?.kind === 'fields') {
		const location = peer.server.records('locations')[0];
		return {
			...(samplesOf(action.fields) as IDataObject),
			locationKey: String(location?.key ?? ''),
		};
	}
	const record: Record<string, unknown> = peer.server.records(entity.path)[0] ?? {};
	const write = operation === 'update' ? 'update' : 'create';
	const plain = entity.fields.filter(
		(field) =>
			field.writable === 'user' &&
			field.type !== 'array' &&
			field.type !== 'object' &&
			(field.writeOn ?? write) === write &&
			record[field.name] !== undefined &&
			record[field.name] !== null,
	);
	const values = Object.fromEntries(plain.map(({ name }) => [name, record[name]])) as IDataObject;
	if (entity.naturalKey && operation !== 'update') values[entity.naturalKey] = `NEW-${operation}`;
	if (!entity.naturalKey && operation === 'upsert') {
		const texts = plain.filter((field) => field.type === 'string' && !field.references);
		for (const { name } of texts) values[name] = `NEW-${operation}`;
	}
	if (entity.parent) return { ...values, requiredQuantity: 2, usedQuantity: 1 };
	return values;
}

/** The parameters of a call with keys that exist in place of its stand-ins. */
function realParameters(peer: Peer, call: Call): INodeParameters {
	const { entity, parameters } = call;
	const parent = catalogue[entity.parent?.entity ?? ''];
	const choice = Object.values(entity.operations).flatMap((operation) =>
		operation?.action?.kind === 'choice' ? [operation.action.choices] : [],
	)[0];
	const keys: Record<string, string> = {
		[KEYS.record]: firstKey(peer, entity),
		[KEYS.parent]: parent ? firstKey(peer, parent) : '',
		[KEYS.choice]: choice && catalogue[choice] ? firstKey(peer, catalogue[choice]) : '',
	};
	const real = Object.fromEntries(
		Object.entries(parameters).map(([name, value]) => {
			const chosen = (value as IDataObject | null)?.value;
			const key = typeof chosen === 'string' ? keys[chosen] : undefined;
			return [name, key === undefined ? value : locator(key)];
		}),
	) as INodeParameters;
	return {
		...real,
		...('fields' in real
			? {
					fields: {
						mappingMode: 'defineBelow',
						value: validValues(peer, call) as INodeParameters,
					},
				}
			: {}),
		filters: {},
		sort: {},
		updatedAfter: '',
		returnAll: false,
		limit: 3,
	};
}

async function allCalls(): Promise<Call[]> {
	const nodes = await Promise.all(
		ENTITY_NODES.map(async (name) => callsOf(name, await builtNode(name))),
	);
	return nodes.flat();
}

const label = ({ node, entity, operation }: Call): string =>
	`${node} ${entity.resource} ${operation}`;

describe.each(STYLES)('in the %s style, against the sandbox', (apiStyle: Style) => {
	const peers = new Map<SystemType, Peer>();
	let calls: Call[] = [];

	beforeAll(async () => {
		calls = await allCalls();
		for (const systemType of SYSTEM_TYPES) {
			peers.set(
				systemType,
				await startPeer({ systemType, apiStyle, name: systemType, unpublished: 'support' }),
			);
		}
	});

	const peerFor = (call: Call): Peer => {
		const peer = peers.get(systemTypeFor(call));
		if (!peer) throw new Error('No sandbox');
		return peer;
	};

	test('every operation of every node succeeds', async () => {
		const failures: string[] = [];
		for (const call of calls) {
			const peer = peerFor(call);
			renew(peer);
			const parameters = realParameters(peer, call);
			const { error, outputs } = await run(peer, parameters, { node: call.node, input: [FILE] });
			if (error) failures.push(`${label(call)}: ${error.message}`);
			else if (!outputs[0]?.length) failures.push(`${label(call)}: no item`);
			// What n8n shows before the node ran is what comes, but for fields that a system has of its own.
			const shownBefore = shownFields(call.node, call.entity.resource, call.operation) ?? [];
			const unshown = (outputs[0] ?? []).flatMap(({ json }) =>
				difference(Object.keys(json), shownBefore, OWN_FIELDS),
			);
			if (unshown.length > 0) {
				failures.push(`${label(call)}: not shown before: ${[...new Set(unshown)].join(', ')}`);
			}
		}
		expect(failures).toEqual([]);
		console.log(
			`every operation: ${calls.length} of ${calls.length} calls in the ${apiStyle} style`,
		);
	});

	test('every operation of every node says why it was refused', async () => {
		const failures: string[] = [];
		for (const call of calls) {
			const peer = peerFor(call);
			const parameters = realParameters(peer, call);
			peer.server.setFaults([
				{
					effect: {
						kind: 'status',
						status: 403,
						body: { code: 'FORBIDDEN', message: 'Not for you.' },
					},
				},
			]);
			const result = await run(peer, parameters, { node: call.node, input: [FILE] });
			peer.server.setFaults([]);
			const message = result.error
				? shown(result).message
				: JSON.stringify(jsonOf(result.outputs[0]));
			if (!/^Makini does not allow .+: Not for you \[item 0\]$/.test(message)) {
				failures.push(`${label(call)}: ${message}`);
			}
		}
		expect(failures).toEqual([]);
	});

	test.each([404, 405, 422, 501] as const)(
		'every operation that systems may lack says so when it is refused with %s',
		async (status) => {
			const failures: string[] = [];
			const unpublished = calls.filter(({ entity, operation }) =>
				Object.entries(entity.operations).some(
					([name, spec]) => name === operation && spec?.published === false && name !== 'upsert',
				),
			);
			for (const call of unpublished) {
				const peer = peerFor(call);
				const parameters = realParameters(peer, call);
				const method =
					{ create: 'POST', update: 'PUT', delete: 'DELETE' }[call.operation] ?? 'POST';
				peer.server.setFaults([{ match: { method }, effect: { kind: 'notSupported', status } }]);
				const result = await run(peer, parameters, { node: call.node, input: [FILE] });
				peer.server.setFaults([]);
				const message = result.error ? shown(result).message : 'succeeded';
				const isAddress = status === 404 && call.operation === 'create';
				if (!isAddress && !message.startsWith('The connected system does not support')) {
					failures.push(`${label(call)}: ${message}`);
				}
			}
			expect(failures).toEqual([]);
			expect(unpublished.length).toBeGreaterThan(10);
		},
	);
});
