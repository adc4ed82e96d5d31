import { ENTITIES, type EntityDefinition, type Operation } from '../entities';
import type { ApiStyle, SystemType } from '../types';

export interface EntityTarget {
	kind: 'entity';
	entity: EntityDefinition;
	operation: Operation;
	key?: string;
}

export type Target = EntityTarget | { kind: 'integration' } | { kind: 'syncStatus' };

export interface Route {
	/** Name in counters and in the list of unsupported operations, such as `GET purchase-orders/{key}`. */
	label: string;
	/** Absent where the path exists but not with this method. */
	target?: Target;
}

const BY_METHOD: Readonly<Record<'list' | 'record' | 'status', Record<string, Operation>>> = {
	list: { GET: 'list', POST: 'create' },
	record: { GET: 'get', PUT: 'update', DELETE: 'delete' },
	status: { PUT: 'setStatus' },
};

/** Finds what a path means for a connection of that style and system type; undefined is a 404. */
export function findRoute(
	method: string,
	path: string,
	connection: { apiStyle: ApiStyle; systemType: SystemType },
): Route | undefined {
	const { apiStyle, systemType } = connection;
	if (apiStyle === 'module' && path === '/api/integrations/current') {
		const known = method === 'GET' || method === 'DELETE';
		return {
			label: `${method} integrations/current`,
			...(known ? { target: { kind: 'integration' } } : {}),
		};
	}
	if (apiStyle === 'v1' && path === '/api/v1/sync-status') {
		return {
			label: `${method} sync-status`,
			...(method === 'GET' ? { target: { kind: 'syncStatus' } } : {}),
		};
	}
	const prefix = `/api/${apiStyle === 'v1' ? 'v1' : systemType}/`;
	if (!path.startsWith(prefix)) return undefined;
	return entityRoute(method, path.slice(prefix.length), systemType);
}

function entityRoute(method: string, suffix: string, systemType: SystemType): Route | undefined {
	for (const entity of ENTITIES) {
		if (!entity.modules.includes(systemType)) continue;
		if (suffix !== entity.name && !suffix.startsWith(`${entity.name}/`)) continue;
		const rest = suffix.slice(entity.name.length + 1).split('/');
		const [key, tail] = rest;
		if (rest.length > 2 || (tail !== undefined && tail !== 'status')) return undefined;
		const shape = tail ? 'status' : key ? 'record' : 'list';
		const possible = Object.values(BY_METHOD[shape]);
		if (!entity.operations.some((operation) => possible.includes(operation))) return undefined;
		const pattern = { list: '', record: '/{key}', status: '/{key}/status' }[shape];
		const label = `${method} ${entity.name}${pattern}`;
		const operation = BY_METHOD[shape][method];
		if (!operation || !entity.operations.includes(operation)) return { label };
		return {
			label,
			target: {
				kind: 'entity',
				entity,
				operation,
				...(key ? { key } : {}),
			},
		};
	}
	return undefined;
}

/** Says whether the list of unsupported operations names the route; `/{key}` may be left out of an entry. */
export function isUnsupported(label: string, unsupported: readonly string[]): boolean {
	return unsupported.includes(label) || unsupported.includes(label.replace(/\/\{key\}$/, ''));
}
