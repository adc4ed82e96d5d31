import type { Entity } from '../../catalogue/types';
import { Matches } from '../matching/matches';
import { comparedBy } from '../matching/matchValue';
import type { Requests } from '../requests/requests';
import { isDeleted } from '../wire/deletion';
import type { PageBody } from '../wire/envelopes';
import type { Lists, ReadQuery } from './lists';

/** Records per page, and pages at once, where a whole list is read to find records in it. */
const MATCH_QUERY: ReadQuery = { pageSize: 500, parallelPages: 'automatic' };

/** Finds the records of an entity that have a value in a field; see {@link Matches}. */
function matchesOf({ options }: Requests, lists: Lists, entity: Entity, field: string): Matches {
	const { recent, clock } = options;
	let first: PageBody | undefined;
	return new Matches({
		lookUp: async (value) => await lists.find(entity, field, value),
		begin: async () => {
			first = await lists.firstPage(entity, MATCH_QUERY);
			return { pages: first.lastPage, total: first.total };
		},
		all: () => {
			const known = first;
			first = undefined;
			return lists.read(entity, MATCH_QUERY, known);
		},
		count: async () => (await lists.firstPage(entity, { pageSize: 1 })).total,
		compared: (value) => comparedBy(entity, field, value) ?? value,
		valueOf: (record) => (isDeleted(record) ? undefined : comparedBy(entity, field, record[field])),
		growth: () => recent.growthOf(entity),
		rememberedSince: () => recent.rememberedSince(clock.now()),
		now: clock.now,
		sleep: clock.sleep,
	});
}

/** The lists that are searched in an execution: one for each entity and field. */
export class MatchesBy {
	private readonly byName = new Map<string, Matches>();

	constructor(
		private readonly requests: Requests,
		private readonly lists: Lists,
	) {}

	of(entity: Entity, field: string): Matches {
		const name = `${entity.name}:${field}`;
		const matches = this.byName.get(name) ?? matchesOf(this.requests, this.lists, entity, field);
		this.byName.set(name, matches);
		return matches;
	}

	all(): Matches[] {
		return [...this.byName.values()];
	}

	clear(): void {
		this.byName.clear();
	}
}
