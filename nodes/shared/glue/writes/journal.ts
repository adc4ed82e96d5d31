import { pick } from 'lodash';
import type { Entity } from '../../catalogue/types';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { isUncertain, MakiniError, mayBeWritten } from '../../client/errors/errors';
import { SeenKeys } from '../../client/paging/seenKeys';

/** How much is kept, over all executions of the process. */
export interface JournalBounds {
	/** Writes of which it is remembered what they gave. */
	writes: number;
	/** Older creations of which it is remembered only that they were sent. */
	sent: number;
	/** Length of all records that are kept, in characters of their JSON; a character takes one byte, or two. */
	characters: number;
}

/**
 * Room for 23,000 orders of 1.4 kB; what is remembered without its record takes some 200 bytes, and
 * 10 as sent only.
 */
const BOUNDS: JournalBounds = { writes: 50_000, sent: 1_000_000, characters: 32_000_000 };

/**
 * What a write gave: a record that can be read again by its key, or all of it where it cannot; or the error of a
 * creation that may have been done, which must not be tried again.
 */
type Outcome =
	| { key: string; beside: MakiniRecord; json: string | undefined }
	| { output: MakiniRecord }
	| { uncertain: MakiniError }
	/** It may have been done, and is done again, which does no harm. */
	| { isOpen: true };

type Entry = Outcome & Pick<JournaledWrite, 'again'>;

/**
 * What another try does: the same once more; find what was created, unless that does not show yet;
 * or create another one.
 */
export type Repetition = 'same' | 'finds' | 'another';

/** A write that is to be done once. */
export interface JournaledWrite {
	/** The same for every try of one write, different for everything else. */
	name: string;
	entity: Entity;
	write: () => Promise<MakiniRecord>;
	/** Reads a record by its key. */
	read: (key: string) => Promise<MakiniRecord>;
	again: Repetition;
}

/** What the node adds to a record that was written. */
const ADDED = ['writeResult', 'changes'];

function outcomeOf(entity: Entity, output: MakiniRecord): Outcome {
	const { key } = output;
	const canRead = typeof key === 'string' && key !== '' && entity.operations.get !== undefined;
	if (!canRead) return { output };
	return { key, beside: pick(output, ADDED), json: JSON.stringify(output) };
}

const lengthOf = (entry: Entry | undefined): number =>
	entry && 'json' in entry ? (entry.json?.length ?? 0) : 0;

const forgotten = ({ singular }: Entity): MakiniError =>
	new MakiniError(
		`The ${singular} was written by an earlier try, or may have been, and what became of it is not remembered any more`,
		{
			kind: 'uncertain',
			hint: "It was not sent again, so that none is doubled. n8n's Retry On Fail has run the node again with more items than are remembered in full. Look for it in the connected system, and use Loop Over Items for so many.",
		},
	);

/** The record as it is now; the error says that it was written, whatever keeps it from being read. */
async function readAgain(
	{ singular }: Entity,
	key: string,
	read: JournaledWrite['read'],
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
 * Remembers what became of writes. n8n's Retry On Fail runs a node again with all its items: those
 * that were written the first time must not be written again, and not every connected system looks
 * at idempotency keys.
 */
export class Journal {
	/** The oldest first. */
	private readonly entries = new Map<string, Entry>();

	/** Names of the entries whose record is kept, the oldest first. */
	private readonly kept = new Set<string>();

	private characters = 0;

	/** Names of creations that are no entries any more. */
	private sent = new SeenKeys();

	private sentCount = 0;

	constructor(private readonly bounds: JournalBounds = BOUNDS) {}

	/**
	 * Does a write once, however often it is asked for by the same name. Later on it gives what the write gave, without
	 * a request; where that is kept no more, the record as it is now.
	 * @throws MakiniError (uncertain) again for a creation that may have been done in an earlier try,
	 * and for one of which is not remembered what became of it.
	 */
	async once({ name, entity, write, read, again }: JournaledWrite): Promise<MakiniRecord> {
		const known = this.known({ name, entity, read });
		if (known) return await known();
		const output = await write().catch((error: unknown) => {
			throw error instanceof MakiniError ? this.failed(name, again, error) : error;
		});
		this.remember(name, { ...outcomeOf(entity, output), again });
		return output;
	}

	/** What gives the outcome of a write that an earlier try has done, or may have; `undefined` where there was none. */
	known({
		name,
		entity,
		read,
	}: Pick<JournaledWrite, 'name' | 'entity' | 'read'>): (() => Promise<MakiniRecord>) | undefined {
		const entry = this.entries.get(name);
		if (!entry || 'isOpen' in entry) {
			return this.sent.has(name) ? async () => await Promise.reject(forgotten(entity)) : undefined;
		}
		if ('uncertain' in entry) return async () => await Promise.reject(entry.uncertain);
		if ('output' in entry) return async () => await Promise.resolve(entry.output);
		const { json, beside, key } = entry;
		if (json !== undefined)
			return async () => await Promise.resolve(JSON.parse(json) as MakiniRecord);
		return async () => ({ ...beside, ...(await readAgain(entity, key, read)) });
	}

	/** The error of a write; it says so where this try or an earlier one may have done it. */
	private failed(name: string, again: Repetition, error: MakiniError): MakiniError {
		if (error.kind === 'uncertain' ? again !== 'same' : again === 'another' && isUncertain(error)) {
			this.remember(name, { uncertain: error, again });
			return error;
		}
		if (isUncertain(error)) this.remember(name, { isOpen: true, again });
		return this.entries.has(name) ? mayBeWritten(error, again !== 'another') : error;
	}

	/** Remembers what became of a write; the oldest ones are forgotten first, and their records before that. */
	private remember(name: string, entry: Entry): void {
		const isFull = this.entries.size >= this.bounds.writes;
		const oldest = isFull ? this.entries.keys().next().value : undefined;
		if (oldest !== undefined) this.forget(oldest);
		this.entries.set(name, entry);
		const length = lengthOf(entry);
		if (length === 0) return;
		this.kept.add(name);
		this.characters += length;
		for (const old of this.kept) {
			if (this.characters <= this.bounds.characters) break;
			this.dropRecord(old);
		}
	}

	private forget(name: string): void {
		if (this.entries.get(name)?.again === 'another') this.addSent(name);
		this.dropRecord(name);
		this.entries.delete(name);
	}

	private addSent(name: string): void {
		if (this.sentCount >= this.bounds.sent) {
			this.sent = new SeenKeys();
			this.sentCount = 0;
		}
		this.sent.add(name);
		this.sentCount += 1;
	}

	private dropRecord(name: string): void {
		const entry = this.entries.get(name);
		this.characters -= lengthOf(entry);
		this.kept.delete(name);
		if (entry && 'json' in entry) entry.json = undefined;
	}
}
