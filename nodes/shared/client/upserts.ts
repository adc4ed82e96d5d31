import { omit } from 'lodash';
import type { Entity } from '../catalogue/types';
import { differingFields } from './compare';
import type { Creations, Written } from './creations';
import type { EntityRequests } from './entityRequests';
import type { MakiniRecord, PageBody } from './envelopes';
import { MakiniError } from './errors';
import type { Lists, ReadQuery } from './lists';
import { Matches } from './matching';
import { matchName, matchValue, requireMatchValue, withTrimmed } from './matchValue';
import type { Records } from './records';

/** Records per page, and pages at once, where a whole list is read to find records in it. */
const MATCH_QUERY: ReadQuery = { pageSize: 500, parallelPages: 'automatic' };

/** Names of the fields that only one of the two writes accepts. */
const onlyFor = (entity: Entity, write: 'create' | 'update'): string[] =>
	entity.fields.filter(({ writeOn }) => writeOn === write).map(({ name }) => name);

/** Records that are created or updated, whichever it takes. */
export class Upserts {
	private readonly matchesBy = new Map<string, Matches>();

	constructor(
		private readonly requests: EntityRequests,
		private readonly lists: Lists,
		private readonly records: Records,
		private readonly creations: Creations,
	) {}

	/**
	 * Creates a record, or updates the one record whose `matchField` has the same value, unless it already is as given.
	 * @throws MakiniError (ambiguous) where more than one record has that value; nothing is written then.
	 */
	async write(
		entity: Entity,
		given: MakiniRecord,
		matchField: string,
		idempotencyKey: string,
	): Promise<Written> {
		this.requests.assertOffered(entity, 'upsert');
		const data = withTrimmed(given, matchField, entity.naturalKey);
		const value = requireMatchValue(entity, data, matchField);
		const name = matchName(entity, matchField, value);
		return await this.requests.options.governor.exclusive(name, async () => {
			const matches = this.matches(entity, matchField);
			const { records, isCurrent } = await matches.find(value);
			const [match, ...more] = records;
			if (more.length > 0) {
				throw new MakiniError(`More than one ${entity.singular} has the ${matchField} "${value}"`, {
					kind: 'ambiguous',
					hint: `Nothing was written, because it is not clear which one is meant. Choose a field under "Match By" that tells them apart, or use Update with the key. Keys: ${[match, ...more].map((record) => String(record?.key)).join(', ')}.`,
				});
			}
			if (!match) {
				const fresh = omit(data, onlyFor(entity, 'update'));
				// Without a natural key, the field that was matched by tells as well what became of a lost create.
				const lookUpBy = entity.naturalKey ?? matchField;
				const { record } = await this.creations.createOnce({
					entity,
					data: fresh,
					idempotencyKey,
					knownAbsent: isCurrent && matchField === lookUpBy,
					lookUpBy,
				});
				await matches.note(value, record);
				return { record, result: 'created' };
			}
			if (differingFields(entity.fields, data, match).length === 0) {
				return { record: match, result: 'unchanged' };
			}
			const changes = omit(data, ['key', ...onlyFor(entity, 'create')]);
			const updated = await this.records.update(entity, String(match.key), changes);
			const record = { ...match, ...updated };
			await matches.note(value, record);
			return { record, result: 'updated' };
		});
	}

	/** Announces a record that {@link write} will look for, so that many are found by few requests. */
	expect(entity: Entity, given: MakiniRecord, matchField: string): void {
		this.matches(entity, matchField).expect(requireMatchValue(entity, given, matchField));
	}

	/** Forgets the records that were announced and found: others are to be written, and few can be kept. */
	forget(): void {
		this.matchesBy.clear();
	}

	private matches(entity: Entity, field: string): Matches {
		const name = `${entity.name}:${field}`;
		const known = this.matchesBy.get(name);
		if (known) return known;
		const { lists } = this;
		let first: PageBody | undefined;
		const matches = new Matches({
			lookUp: async (value) => await lists.find(entity, field, value),
			pages: async () => {
				first = await lists.firstPage(entity, MATCH_QUERY);
				return first.lastPage;
			},
			all: () => lists.read(entity, MATCH_QUERY, first),
			valueOf: (record) => matchValue(record[field]),
		});
		this.matchesBy.set(name, matches);
		return matches;
	}
}
