import type { Entity } from '../../catalogue/types';
import { filterQuery, sortQuery, type Condition, type FilterMatch, type SortKey } from './filters';
import { inputError } from '../errors/errors';
import type { Connection, WireRequest } from './transport';

/** A record of another entity whose parts are meant, such as the work order of materials. */
export interface Within {
	entity: Entity;
	key: string;
	/** Path segment behind the record's key. */
	segment: string;
}

export interface ListQuery {
	within?: Within;
	conditions?: readonly Condition[];
	filterMatch?: FilterMatch;
	/** ISO 8601; records changed at or after this time. */
	updatedAfter?: string;
	sort?: readonly SortKey[];
}

/** Where a page of a list begins. */
export type Position = { page: number } | { cursor: string };

type Query = ReadonlyArray<readonly [string, string]>;

/** The paths of a style's transport; everything above is the same for both. */
const PREFIX = {
	module: (connection: Connection): string => `/api/${connection.systemType}`,
	v1: (): string => '/api/v1',
};

const STATE_PATH = { module: '/api/integrations/current', v1: '/api/v1/sync-status' };

const entityPath = (connection: Connection, entity: Entity): string =>
	`${PREFIX[connection.apiStyle](connection)}/${entity.path}`;

/** Texts that lead to another path whether they are escaped or not. */
const NO_KEYS: ReadonlySet<string> = new Set(['', '.', '..']);

/**
 * Path of one record. Keys come from people and records, so every character is escaped.
 * @throws MakiniError (input) for texts that cannot be a key.
 */
export function recordPath(
	connection: Connection,
	entity: Entity,
	key: string,
	within?: Within,
): string {
	if (NO_KEYS.has(key.trim())) {
		throw inputError(
			`"${key}" is not the key of a ${entity.singular}`,
			'Choose one from the list, or enter its key.',
		);
	}
	return `${collectionPath(connection, entity, within)}/${encodeURIComponent(key)}`;
}

/** Path of an entity's records, or of those that belong to a record of another entity. */
const collectionPath = (connection: Connection, entity: Entity, within?: Within): string =>
	within
		? `${recordPath(connection, within.entity, within.key)}/${within.segment}`
		: entityPath(connection, entity);

/** GET of the connection's state. Source: /api/integrations/current; the v1 path is not in the published contract. */
export const stateRequest = (connection: Connection): WireRequest => ({
	method: 'GET',
	path: STATE_PATH[connection.apiStyle],
});

function changedSince(connection: Connection, entity: Entity, query: ListQuery): Condition[] {
	if (!query.updatedAfter || connection.apiStyle === 'v1') return [];
	if (query.filterMatch === 'any' && query.conditions?.length) {
		throw inputError(
			'"Updated After" cannot be used together with filters of which any may match',
			'Makini would treat the date as one more alternative. Set "Filter Match" to "All", or leave one of them out.',
			'filterMatch',
		);
	}
	const field = entity.updatedField;
	if (!field) {
		throw inputError(
			`"Updated After" cannot be used for ${entity.plural}: they carry no time of change`,
			'Leave "Updated After" empty.',
			'updatedAfter',
		);
	}
	return [{ field, operator: 'gteq', value: query.updatedAfter }];
}

function where(connection: Connection, position: Position): Query {
	if ('cursor' in position) return [['cursor', position.cursor]];
	const isFirst = position.page === 1;
	return connection.apiStyle === 'v1' && isFirst ? [] : [['page', String(position.page)]];
}

/**
 * One page of an entity's list.
 * Source: `page`, `per_page`, `filter`, `filterMatch`, `sort` of GET /api/{systemType}/{entity}. For the v1 style the
 * cursor and `modified_after` are described; that it takes the other parameters as well is not published.
 * @throws MakiniError (input) for filters that cannot be sent.
 */
export function listRequest(
	connection: Connection,
	entity: Entity,
	query: ListQuery,
	position: Position,
	pageSize: number,
): WireRequest {
	const conditions = [...(query.conditions ?? []), ...changedSince(connection, entity, query)];
	const modifiedAfter: Query =
		connection.apiStyle === 'v1' && query.updatedAfter
			? [['modified_after', query.updatedAfter]]
			: [];
	const filterMatch: Query =
		conditions.length > 1 ? [['filterMatch', query.filterMatch ?? 'all']] : [];
	return {
		method: 'GET',
		path: collectionPath(connection, entity, query.within),
		query: [
			...where(connection, position),
			['per_page', String(pageSize)],
			...filterQuery(
				conditions,
				'field',
				`Makini takes each field and operator once in a request for ${entity.plural}. Combine the two conditions, or read twice and merge.`,
			),
			...modifiedAfter,
			...filterMatch,
			...sortQuery(query.sort ?? []),
		],
	};
}

export const createRequest = (
	connection: Connection,
	entity: Entity,
	body: unknown,
	idempotencyKey: string,
	within?: Within,
): WireRequest => ({
	method: 'POST',
	path: collectionPath(connection, entity, within),
	body,
	idempotencyKey,
});
