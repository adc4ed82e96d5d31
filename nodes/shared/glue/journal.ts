import { pick } from 'lodash';
import type { Entity } from '../catalogue/types';
import type { MakiniRecord } from '../client/envelopes';
import { MakiniError } from '../client/errors';

/** Writes that are remembered, over all executions of the process. */
const MOST = 50_000;

/**
 * What a write gave: the key by which it can be read again, or all of it where it cannot; or the error of a creation
 * that may have been done, which must not be tried again.
 */
type Entry =
	{ key: string; beside: MakiniRecord } | { output: MakiniRecord } | { uncertain: MakiniError };

const entries = new Map<string, Entry>();

/** What the node adds to a record that was written. */
const ADDED = ['writeResult'];

/** Remembers what became of a write; the oldest ones are forgotten first. */
function remember(name: string, entry: Entry): void {
	const oldest = entries.size >= MOST ? entries.keys().next().value : undefined;
	if (oldest !== undefined) entries.delete(oldest);
	entries.set(name, entry);
}

function entryOf(entity: Entity, output: MakiniRecord): Entry {
	const { key } = output;
	const canRead = typeof key === 'string' && key !== '' && entity.operations.get !== undefined;
	return canRead ? { key, beside: pick(output, ADDED) } : { output };
}

/** The record as it is now; the error says that it was written, whatever keeps it from being read. */
async function readAgain(
	{ singular }: Entity,
	key: string,
	read: (key: string) => Promise<MakiniRecord>,
): Promise<MakiniRecord> {
	return await read(key).catch((error: unknown) => {
		if (!(error instanceof MakiniError) || error.kind === 'cancelled') throw error;
		throw new MakiniError(
			`The ${singular} ${key} was written by an earlier try, but could not be read again`,
			{
				...error.details,
				hint: `${error.message}. ${error.details.hint ?? ''}`,
				mayBeWritten: true,
			},
		);
	});
}

/**
 * Does a write once, however often it is asked for by the same name. n8n's Retry On Fail runs a node again with all its
 * items: those that were written the first time must not be written again, and not every connected system looks at
 * idempotency keys. The answer is then the record as it is now.
 * @param name the same for every try of one write, different for everything else.
 * @param isCreation whether another try, where the answer of the first was lost, could do it a second time.
 * @throws MakiniError (uncertain) again for a creation that may have been done in an earlier try.
 */
export async function once(
	name: string,
	entity: Entity,
	write: () => Promise<MakiniRecord>,
	read: (key: string) => Promise<MakiniRecord>,
	isCreation = false,
): Promise<MakiniRecord> {
	const entry = entries.get(name);
	if (entry && 'uncertain' in entry) throw entry.uncertain;
	if (entry && 'output' in entry) return entry.output;
	if (entry) return { ...(await readAgain(entity, entry.key, read)), ...entry.beside };
	const output = await write().catch((error: unknown) => {
		const isUncertain = error instanceof MakiniError && error.kind === 'uncertain';
		if (isCreation && isUncertain) remember(name, { uncertain: error });
		throw error;
	});
	remember(name, entryOf(entity, output));
	return output;
}
