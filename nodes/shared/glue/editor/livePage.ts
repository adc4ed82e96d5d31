import type { Entity } from '../../catalogue';
import type { Lists, ReadQuery } from '../../client/records/lists';
import { isDeleted } from '../../client/wire/deletion';
import type { MakiniRecord } from '../../client/wire/envelopes';
import type { Position } from '../../client/wire/styles';

/** Most pages that are gone over for one with something to choose: a person waits for it. */
const MOST_PAGES = 10;

/**
 * A page of what people can choose from, and where the next one begins: deleted records are no
 * choices. The editor asks for more only where it shows something to scroll, so that pages without
 * any choice are gone over.
 */
export async function livePage(
	lists: Lists,
	entity: Entity,
	query: ReadQuery,
	from: Position,
): Promise<{ records: MakiniRecord[]; next?: Position }> {
	let position = from;
	for (let count = 1; ; count += 1) {
		const { records, next } = await lists.page(entity, query, position);
		const live = records.filter((record) => !isDeleted(record));
		if (live.length > 0 || next === undefined || count === MOST_PAGES) {
			return { records: live, next };
		}
		position = next;
	}
}
