import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { z } from 'zod';
import { catalogue, type Entity } from '../../catalogue';
import type { MakiniRecord } from '../../client/wire/envelopes';
import type { Condition } from '../../client/wire/filters';
import type { Position } from '../../client/wire/styles';
import { livePage } from './livePage';
import { searchMethod } from '../description/labels';
import { nodeError } from '../session/nodeErrors';
import { choicesOf, referencedBy } from '../description/operations';
import { openSession } from '../session/session';

/** Records per step of scrolling. */
const PAGE_SIZE = 50;

/** Seconds that a person at the editor waits at most for a rate limit. */
const PATIENCE = 20;

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

const positionShape = z.union([
	z.object({ page: z.number().int().positive() }),
	z.object({ cursor: z.string() }),
]);

const positionOf = (token: string | undefined): Position =>
	token === undefined ? { page: 1 } : positionShape.parse(JSON.parse(token));

/** How a record is called in a list: "PO-1042 - Bearings for line 3". */
export function titleOf(entity: Entity, record: MakiniRecord): string {
	const parts = entity.titleFields
		.map((name) => record[name])
		.filter((value) => typeof value === 'string' && value.trim() !== '');
	return parts.length > 0 ? parts.join(' - ') : String(record.key ?? '');
}

const conditionsFor = (entity: Entity, filter: string | undefined): Condition[] =>
	filter?.trim()
		? entity.searchFields.map((field) => ({ field, operator: 'contains', value: filter.trim() }))
		: [];

const chosenSystemType = (context: ILoadOptionsFunctions): string =>
	String(context.getCurrentNodeParameter('options.systemType') ?? '');

function searchOf(entity: Entity): ListSearch {
	return async function (filter, paginationToken) {
		const secrets: string[] = [];
		try {
			const session = await openSession(this, {
				systemType: chosenSystemType(this),
				maxWait: PATIENCE,
			});
			secrets.push(...session.secrets);
			const { records, next } = await livePage(
				session.client.lists,
				entity,
				{ conditions: conditionsFor(entity, filter), filterMatch: 'any', pageSize: PAGE_SIZE },
				positionOf(paginationToken),
			);
			return {
				results: records.map((record) => ({
					name: titleOf(entity, record),
					value: String(record.key),
				})),
				paginationToken: next && JSON.stringify(next),
			};
		} catch (error) {
			throw nodeError(error, { node: this.getNode(), secrets });
		}
	};
}

/** The list searches that the resource locators of these entities refer to. */
export function listSearches(entities: readonly Entity[]): Record<string, ListSearch> {
	const others = entities.flatMap((entity) => [
		...choicesOf(entity).map(({ choices }) => choices),
		...referencedBy(entity),
		...[catalogue[entity.parent?.entity ?? '']].filter((parent) => parent !== undefined),
	]);
	return Object.fromEntries(
		[...entities, ...others].map((entity) => [searchMethod(entity), searchOf(entity)]),
	);
}
