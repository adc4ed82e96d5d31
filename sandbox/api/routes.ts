import { ENTITIES, type EntityDefinition, type Operation } from '../contract/entities';
import type { ApiStyle, SystemType, UnpublishedOperations } from '../base';
import type { ConnectionOptions } from '../options';

export interface EntityTarget {
	kind: 'entity';
	entity: EntityDefinition;
	operation: Operation;
	/** Says whether the published contract has the operation for the connection's system type. */
	published: boolean;
	key?: string;
	itemKey?: string;
}

export type Target =
	| EntityTarget
	| { kind: 'integration' | 'syncStatus' | 'passthrough' | 'rawTables' }
	| { kind: 'rawData'; table: string }
	| { kind: 'sync'; entity: string }
	| { kind: 'disconnect'; id: string };

export interface Route {
	/** Name in counters and in the list of unsupported operations, such as `GET purchase-orders/{key}`. */
	label: string;
	/** Absent where the path exists but not with this method. */
	target?: Target;
}

export interface ContractOperation {
	method: string;
	/** Path below the API's prefix, with `{key}` and `{materialKey}` in their places. */
	path: string;
	entity: EntityDefinition;
	operation: Operation;
	/** System types that have the path. */
	modules: readonly SystemType[];
	/** System types for which the contract publishes the operation. */
	published: readonly SystemType[];
}

const SHAPES: Readonly<Record<Operation, readonly [method: string, path: string]>> = {
	list: ['GET', ''],
	get: ['GET', '/{key}'],
	create: ['POST', ''],
	upload: ['POST', ''],
	update: ['PUT', '/{key}'],
	delete: ['DELETE', '/{key}'],
	setStatus: ['PUT', '/{key}/status'],
	deliver: ['POST', '/{key}/delivered'],
	setInventory: ['PUT', '/{key}/inventory'],
	listItems: ['GET', '/{key}/{tail}'],
	addItem: ['POST', '/{key}/{tail}'],
	changeItem: ['PUT', '/{key}/{tail}/{materialKey}'],
};

/** What a system may offer beyond the contract, on paths that the contract has. */
const BEYOND: readonly Operation[] = ['create', 'update', 'delete'];

const SUPPORT_THEM = ['purchase-orders', 'vendors'];

function operationsOf(entity: EntityDefinition): ContractOperation[] {
	const { name, operations, modules, only = {}, items, partOf } = entity;
	const isRecord = operations.includes('get') && !partOf;
	const uploads = operations.includes('upload');
	const beyond = isRecord
		? BEYOND.filter((each) => !operations.includes(each) && !(each === 'create' && uploads))
		: [];
	return [...operations, ...beyond].map((operation) => {
		const [method, path] = SHAPES[operation];
		return {
			method,
			path: name + path.replace('{tail}', items?.tail ?? ''),
			entity,
			operation,
			modules,
			published: operations.includes(operation) ? (only[operation] ?? modules) : [],
		};
	});
}

/** All operations on entities, literal paths before those with a key in the same place. */
export const OPERATIONS: readonly ContractOperation[] = ENTITIES.flatMap(operationsOf).sort(
	(left, right) => literals(right.path) - literals(left.path),
);

function literals(path: string): number {
	return path.split('/').filter((segment) => !segment.startsWith('{')).length;
}

type Parameters = { key?: string; itemKey?: string };

/** What stands in the places of the path, or undefined when the path does not fit. */
function fit(pattern: string, path: string): Parameters | undefined {
	const expected = pattern.split('/');
	const actual = path.split('/');
	if (expected.length !== actual.length) return undefined;
	const found: Parameters = {};
	for (const [index, segment] of expected.entries()) {
		const value = actual[index] ?? '';
		if (segment === '{key}' || segment === '{materialKey}') {
			if (value === '') return undefined;
			found[segment === '{key}' ? 'key' : 'itemKey'] = decoded(value);
		} else if (segment !== value) {
			return undefined;
		}
	}
	return found;
}

function decoded(value: string): string {
	try {
		return decodeURIComponent(value);
	} catch {
		return value;
	}
}

const withMethod = (method: string, wanted: string, path: string, target: Target): Route => ({
	label: `${method} ${path}`,
	...(method === wanted ? { target } : {}),
});

/** Finds what a path means for a connection of that style and system type; undefined is a 404. */
export function findRoute(
	method: string,
	path: string,
	connection: { apiStyle: ApiStyle; systemType: SystemType },
): Route | undefined {
	const { apiStyle, systemType } = connection;
	if (path === '/api/passthrough') {
		return withMethod(method, 'POST', 'passthrough', { kind: 'passthrough' });
	}
	if (path === '/api/raw/tables') {
		return withMethod(method, 'GET', 'raw/tables', { kind: 'rawTables' });
	}
	const table = /^\/api\/raw\/tables\/([^/]+)\/data$/.exec(path)?.[1];
	if (table !== undefined) {
		const target = { kind: 'rawData', table: decoded(table) } as const;
		return withMethod(method, 'GET', 'raw/tables/{table}/data', target);
	}
	if (apiStyle === 'module' && path === '/api/integrations/current') {
		const known = method === 'GET' || method === 'DELETE';
		return {
			label: `${method} integrations/current`,
			...(known ? { target: { kind: 'integration' } } : {}),
		};
	}
	const prefix = `/api/${apiStyle === 'v1' ? 'v1' : systemType}/`;
	if (!path.startsWith(prefix)) return undefined;
	const suffix = path.slice(prefix.length);
	return (
		(apiStyle === 'v1' ? v1Route(method, suffix, systemType) : undefined) ??
		entityRoute(method, suffix, systemType)
	);
}

/** The paths of the v1 style beside those of entities. */
function v1Route(method: string, suffix: string, systemType: SystemType): Route | undefined {
	if (suffix === 'sync-status') {
		return withMethod(method, 'GET', 'sync-status', { kind: 'syncStatus' });
	}
	const id = /^connections\/([^/]+)$/.exec(suffix)?.[1];
	if (id !== undefined) {
		return withMethod(method, 'DELETE', 'connections/{id}', { kind: 'disconnect', id });
	}
	const synced = /^(.+)\/sync$/.exec(suffix)?.[1];
	const entity = ENTITIES.find(({ name }) => name === synced);
	if (!entity?.modules.includes(systemType)) return undefined;
	return withMethod(method, 'POST', `${entity.name}/sync`, { kind: 'sync', entity: entity.name });
}

function entityRoute(method: string, suffix: string, systemType: SystemType): Route | undefined {
	let path: string | undefined;
	for (const candidate of OPERATIONS) {
		if (!candidate.modules.includes(systemType)) continue;
		// The first path that fits is the most literal one, so the others of the request are its other methods.
		if (path !== undefined && candidate.path !== path) continue;
		const found = fit(candidate.path, suffix);
		if (!found) continue;
		path = candidate.path;
		if (candidate.method !== method) continue;
		const { entity, operation } = candidate;
		const published = candidate.published.includes(systemType);
		const target: EntityTarget = { kind: 'entity', entity, operation, published, ...found };
		return { label: `${method} ${path}`, target };
	}
	return path === undefined ? undefined : { label: `${method} ${path}` };
}

/** Says whether the list of unsupported operations names the route; `/{key}` may be left out of an entry. */
export function isUnsupported(label: string, unsupported: readonly string[]): boolean {
	return unsupported.includes(label) || unsupported.includes(label.replace(/\/\{key\}$/, ''));
}

/** Says whether the connection's system offers what the contract does not publish for an entity. */
export function supportsUnpublished(
	entity: string,
	{ unpublished }: Pick<ConnectionOptions, 'unpublished'>,
): boolean {
	const standard: UnpublishedOperations = SUPPORT_THEM.includes(entity) ? 'support' : 'refuse';
	const chosen = typeof unpublished === 'string' ? unpublished : unpublished?.[entity];
	return (chosen ?? standard) === 'support';
}
