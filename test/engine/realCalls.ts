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
import type { Peer } from './support';

/** An item with a file to upload. */
export const FILE = {
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
export function systemTypeFor({ entity, operation }: Call): SystemType {
	const offered =
		Object.entries(entity.operations).find(([name]) => name === operation)?.[1]?.systemTypes ??
		entity.systemTypes;
	const found = SYSTEM_TYPES.find((type) => offered.includes(type));
	if (!found) throw new Error(`${entity.name} is offered nowhere`);
	return found;
}

/** Key of the first record that the sandbox has of an entity. */
export const firstKey = (peer: Peer, entity: Entity): string =>
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
export function realParameters(peer: Peer, call: Call): INodeParameters {
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

/** Every operation of every node. */
export async function allCalls(): Promise<Call[]> {
	const nodes = await Promise.all(
		ENTITY_NODES.map(async (name) => callsOf(name, await builtNode(name))),
	);
	return nodes.flat();
}
