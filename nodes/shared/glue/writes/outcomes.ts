import { omit } from 'lodash';
import type { Entity, Field } from '../../catalogue/types';
import { changesOf, type Change } from '../../client/matching/changes';
import type { Written } from '../../client/records/creations';
import { withChangedNames } from '../../client/references/changedNames';
import type { MakiniRecord } from '../../client/wire/envelopes';
import type { Session } from '../session/session';

/** What the work on an item came to. */
export interface Outcome extends Omit<Written, 'result'> {
	result: Written['result'] | 'deleted';
}

/** What is shown of outcomes. */
interface Telling {
	entity: Entity;
	/** The fields that were sent. */
	fields: readonly Field[];
	session: Session;
}

/** What a preview says of what a write would do. */
const WOULD: Readonly<Record<string, string>> = {
	created: 'wouldCreate',
	updated: 'wouldUpdate',
	deleted: 'wouldDelete',
};

export const wouldBe = (result: Outcome['result']): string => WOULD[result] ?? result;

/** Not given for a record that could not be read before: what it was is not known. */
function changesIn({ fields }: Telling, outcome: Outcome): { changes?: Change[] } {
	const { result, sent, before, record, answered = record } = outcome;
	if (result === 'updated' && !before) return {};
	const isWritten = result === 'created' || result === 'updated';
	const changes = isWritten && sent ? changesOf(fields, sent, before, answered) : [];
	toldChanges.add(changes);
	return { changes };
}

/** Lists of changes that are told here: a record may have a field of that name. */
const toldChanges = new WeakSet<object>();

const isTold = (changes: unknown): changes is Change[] =>
	typeof changes === 'object' && changes !== null && toldChanges.has(changes);

/** What is told comes first and stays, whatever fields the record has of its own. */
const withSaid = (said: MakiniRecord, record: MakiniRecord): MakiniRecord => ({
	...said,
	...omit(record, Object.keys(said)),
});

/**
 * The JSON of an output item. What was done and what changed come first, because the line items of an order fill the
 * table of the editor.
 * @param how whether it is said what was done, and what changed. A preview says both.
 */
export function told(
	telling: Telling,
	outcome: Outcome,
	how: { result: boolean; changes: boolean },
): MakiniRecord {
	const { result, record } = outcome;
	const { preview } = telling.session.client.requests;
	if (preview) {
		const would = preview.withoutPretended(telling.entity, record);
		return withSaid({ writeResult: wouldBe(result), ...changesIn(telling, outcome) }, would);
	}
	if (result === 'deleted') return { deleted: true };
	const isSaid = how.result || how.changes || result === 'skipped';
	const said = {
		...(isSaid ? { writeResult: result } : {}),
		...(how.changes ? changesIn(telling, outcome) : {}),
	};
	return withSaid(said, record);
}

/** Outputs whose changes have names in place of keys; all at once, since that takes the fewest requests. */
export async function withNamedChanges<T extends { changes?: unknown }>(
	{ client }: Session,
	outputs: readonly T[],
): Promise<T[]> {
	const lists = outputs.map(({ changes }) => (isTold(changes) ? changes : []));
	const named = await withChangedNames(client.references, lists);
	return outputs.map((output, index) =>
		isTold(output.changes) ? { ...output, changes: named[index] } : output,
	);
}
