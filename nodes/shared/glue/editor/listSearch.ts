import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { z } from 'zod';
import { catalogue, type Entity } from '../../catalogue';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { takeAll } from '../../client/paging/pages';
import type { Condition } from '../../client/wire/filters';
import type { Position } from '../../client/wire/styles';
import { livePage } from './livePage';
import { searchMethod } from '../description/labels';
import { nodeError } from '../session/nodeErrors';
import { choicesOf, referencedBy } from '../description/operations';
import { isEntity, type RequestResource, type Resource } from '../description/resources';
import { openSession, type Session } from '../session/session';
import type { CredentialName } from '../session/settings';

/** Records per step of scrolling. */
const PAGE_SIZE = 50;

/** Most entries of a list that are looked through. */
const MOST = 1_000;

/** Seconds that a person at the editor waits at most for a rate limit. */
const PATIENCE = 20;

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

type Searchable = NonNullable<RequestResource['search']>;

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

const conditionsFor = (entity: Entity, filter: string): Condition[] =>
	filter === ''
		? []
		: entity.searchFields.map((field) => ({ field, operator: 'contains', value: filter }));

const chosenSystemType = (context: ILoadOptionsFunctions): string =>
	String(context.getCurrentNodeParameter('options.systemType') ?? '');

/** A search with a credential of the node; its errors are in n8n's words. */
const searchWith = (
	credential: CredentialName | undefined,
	search: (
		session: Session,
		filter: string,
		paginationToken: string | undefined,
	) => Promise<INodeListSearchResult>,
): ListSearch =>
	async function (filter = '', paginationToken) {
		let secrets: readonly string[] = [];
		try {
			const systemType = chosenSystemType(this);
			const session = await openSession(this, { systemType, maxWait: PATIENCE }, credential);
			({ secrets } = session);
			return await search(session, filter.trim(), paginationToken);
		} catch (error) {
			throw nodeError(error, { node: this.getNode(), secrets });
		}
	};

const searchEntity = (entity: Entity): ListSearch =>
	searchWith(undefined, async ({ client }, filter, paginationToken) => {
		const { records, next } = await livePage(
			client.lists,
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
	});

/** Searches a list of which the API offers no search of its own. */
const searchList = (credential: CredentialName, { listing, entryOf }: Searchable): ListSearch =>
	searchWith(credential, async ({ client }, filter) => {
		const records: MakiniRecord[] = [];
		await takeAll(client.requests.list({ ...listing, limit: MOST }), (page) => {
			records.push(...page);
		});
		const wanted = filter.toLowerCase();
		const results = records
			.map(entryOf)
			.filter(({ name, value }) => value !== '' && name.toLowerCase().includes(wanted));
		return { results };
	});

/** The list searches that the resource locators of these resources refer to. */
export function listSearches(resources: readonly Resource[]): Record<string, ListSearch> {
	const entities = resources.filter(isEntity);
	const others = entities.flatMap((entity) => [
		...choicesOf(entity).map(({ choices }) => choices),
		...referencedBy(entity),
		...[catalogue[entity.parent?.entity ?? '']].filter((parent) => parent !== undefined),
	]);
	return Object.fromEntries([
		...[...entities, ...others].map((each) => [searchMethod(each), searchEntity(each)] as const),
		...resources.flatMap((each) =>
			isEntity(each) || !each.search
				? []
				: [
						[
							searchMethod({ name: each.resource }),
							searchList(each.credential, each.search),
						] as const,
					],
		),
	]);
}
