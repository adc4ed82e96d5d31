import type { IPollFunctions } from 'n8n-workflow';
import { catalogue, type Entity } from '../../catalogue';
import type { MakiniClient } from '../../client/client';
import type { MakiniRecord } from '../../client/wire/envelopes';

/** How much of a poll's time may go into reading changes where names are to be read after that. */
export const READING_SHARE = 0.7;

/**
 * Records with code and name beside each key. What cannot be named in the time of the poll comes with its key alone:
 * n8n gives a poll up that takes longer, and a change is worth more than a name.
 */
export async function withNamesInTime(
	{ logger }: Pick<IPollFunctions, 'logger'>,
	{ references }: Pick<MakiniClient, 'references'>,
	entity: Entity,
	records: readonly MakiniRecord[],
): Promise<readonly MakiniRecord[]> {
	const named = await references.named(entity.fields, records, 'keysAlone');
	for (const { entity: name, why } of references.unread) {
		const plural = catalogue[name]?.plural ?? name;
		logger.warn(`A poll gave out the keys of ${plural} without their names: ${why.message}`);
	}
	return named;
}
