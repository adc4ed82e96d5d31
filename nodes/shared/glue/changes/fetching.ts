import { DateTime } from 'luxon';
import type { Entity } from '../../catalogue';
import type { MakiniClient } from '../../client/client';
import type { ReadQuery } from '../../client/records/lists';
import type { Condition } from '../../client/wire/filters';
import type { Within } from '../../client/wire/styles';
import type { Clock, Send } from '../../client/wire/transport';
import { isoOf } from '../../polling/times';
import type { Fetch, Watch } from '../../polling/types';

/** Changes that are remembered: 2.7 MB of static data. */
const SEEN_LIMIT = 100_000;

/** Deleted records that are remembered: 0.2 MB of static data. */
const DELETED_LIMIT = 20_000;

/** Where all records have the time of their creation. */
export const CREATED_FIELD = 'createdAt';

/** What is read of the changes of an entity's records. */
export const watchOf = (
	{ name, plural }: Entity,
	timeField: string,
	how: Pick<Watch, 'events' | 'maxRecords' | 'overlapMs' | 'pageSize'>,
): Watch => ({
	entity: name,
	plural,
	timeField,
	createdField: CREATED_FIELD,
	seenLimit: SEEN_LIMIT,
	deletedLimit: DELETED_LIMIT,
	...how,
});

/** The time by the server, from the newest answer that says it; until there is one, by n8n. */
export class ServerTime {
	/** How much the server is ahead. */
	private ahead = 0;

	readonly now = (): number => this.clock.now() + this.ahead;

	constructor(private readonly clock: Clock) {}

	/** Sends, and looks at what the answer says of the time. */
	readonly noting =
		(send: Send): Send =>
		async (request) => {
			const outcome = await send(request);
			const date = outcome.kind === 'response' ? outcome.headers.date : undefined;
			const time = DateTime.fromHTTP(date ?? '').toMillis();
			if (Number.isFinite(time)) this.ahead = time - this.clock.now();
			return outcome;
		};
}

/** The records whose changes are asked for. */
export interface Sought {
	entity: Entity;
	/** Field with the time of a change. */
	timeField: string;
	conditions: readonly Condition[];
	within?: Within;
}

/** Asks Makini for pages in the style of the connection. */
export function fetcher(
	client: MakiniClient,
	{ entity, timeField, conditions, within }: Sought,
): Fetch {
	const isModule = client.requests.connection.apiStyle === 'module';
	return async ({ from, order, position, pageSize }) => {
		const since: Condition[] =
			isModule && from !== undefined
				? [{ field: timeField, operator: 'gteq', value: isoOf(from) }]
				: [];
		const query: ReadQuery = {
			within,
			conditions: [...conditions, ...since],
			updatedAfter: isModule || from === undefined ? undefined : isoOf(from),
			sort: order && [{ field: timeField, direction: order === 'ascending' ? 'asc' : 'desc' }],
			pageSize,
		};
		return await client.lists.page(entity, query, position);
	};
}
