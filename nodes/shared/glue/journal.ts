import { pick } from 'lodash';
import type { Entity } from '../catalogue/types';
import type { MakiniRecord } from '../client/envelopes';

/** Writes that are remembered, over all executions of the process. */
const MOST = 50_000;

/** What a write gave: the key by which it can be read again, or all of it where it cannot. */
type Entry = { key: string; beside: MakiniRecord } | { output: MakiniRecord };

const entries = new Map<string, Entry>();

/** What the node adds to a record that was written. */
const ADDED = ['writeResult'];

/** Remembers a write; the oldest ones are forgotten first. */
function remember(name: string, entity: Entity, output: MakiniRecord): void {
	const oldest = entries.size >= MOST ? entries.keys().next().value : undefined;
	if (oldest !== undefined) entries.delete(oldest);
	const { key } = output;
	const canRead = typeof key === 'string' && key !== '' && entity.operations.get !== undefined;
	entries.set(name, canRead ? { key, beside: pick(output, ADDED) } : { output });
}

/**
 * Does a write once, however often it is asked for by the same name. n8n's Retry On Fail runs a node again with all its
 * items: those that were written the first time must not be written again, and not every connected system looks at
 * idempotency keys. The answer is then the record as it is now.
 * @param name the same for every try of one write, different for everything else.
 */
export async function once(
	name: string,
	entity: Entity,
	write: () => Promise<MakiniRecord>,
	read: (key: string) => Promise<MakiniRecord>,
): Promise<MakiniRecord> {
	const entry = entries.get(name);
	if (entry) {
		return 'output' in entry ? entry.output : { ...(await read(entry.key)), ...entry.beside };
	}
	const output = await write();
	remember(name, entity, output);
	return output;
}
