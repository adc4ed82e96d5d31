import { pick } from 'lodash';
import type { Entity } from '../catalogue/types';
import type { MakiniRecord } from '../client/envelopes';
import { MakiniError } from '../client/errors';

/** How much is kept, over all executions of the process. */
export interface JournalBounds {
	/** Writes that are remembered at all. */
	writes: number;
	/** Length of all records that are kept, in characters of their JSON; a character takes one byte, or two. */
	characters: number;
}

/** Room for 23,000 orders of 1.4 kB; what is remembered without its record takes some 200 bytes. */
const BOUNDS: JournalBounds = { writes: 50_000, characters: 32_000_000 };

/**
 * What a write gave: a record that can be read again by its key, or all of it where it cannot; or the error of a
 * creation that may have been done, which must not be tried again.
 */
type Entry =
	| { key: string; beside: MakiniRecord; json: string | undefined }
	| { output: MakiniRecord }
	| { uncertain: MakiniError };

/** A write that is to be done once. */
export interface JournaledWrite {
	/** The same for every try of one write, different for everything else. */
	name: string;
	entity: Entity;
	write: () => Promise<MakiniRecord>;
	/** Reads a record by its key. */
	read: (key: string) => Promise<MakiniRecord>;
	/** Whether another try, where the answer of the first was lost, could do it a second time. */
	isCreation: boolean;
}

/** What the node adds to a record that was written. */
const ADDED = ['writeResult'];

function entryOf(entity: Entity, output: MakiniRecord): Entry {
	const { key } = output;
	const canRead = typeof key === 'string' && key !== '' && entity.operations.get !== undefined;
	if (!canRead) return { output };
	return { key, beside: pick(output, ADDED), json: JSON.stringify(output) };
}

const lengthOf = (entry: Entry | undefined): number =>
	entry && 'json' in entry ? (entry.json?.length ?? 0) : 0;

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
 * Remembers what became of writes. n8n's Retry On Fail runs a node again with all its items: those that were written the
 * first time must not be written again, and not every connected system looks at idempotency keys.
 */
export class Journal {
	/** The oldest first. */
	private readonly entries = new Map<string, Entry>();

	/** Names of the entries whose record is kept, the oldest first. */
	private readonly kept = new Set<string>();

	private characters = 0;

	constructor(private readonly bounds: JournalBounds = BOUNDS) {}

	/**
	 * Does a write once, however often it is asked for by the same name. Later on it gives what the write gave, without
	 * a request; where that is kept no more, the record as it is now.
	 * @throws MakiniError (uncertain) again for a creation that may have been done in an earlier try.
	 */
	async once({ name, entity, write, read, isCreation }: JournaledWrite): Promise<MakiniRecord> {
		const entry = this.entries.get(name);
		if (entry && 'uncertain' in entry) throw entry.uncertain;
		if (entry && 'output' in entry) return entry.output;
		if (entry?.json !== undefined) return JSON.parse(entry.json) as MakiniRecord;
		if (entry) return { ...entry.beside, ...(await readAgain(entity, entry.key, read)) };
		const output = await write().catch((error: unknown) => {
			const isUncertain = error instanceof MakiniError && error.kind === 'uncertain';
			if (isCreation && isUncertain) this.remember(name, { uncertain: error });
			throw error;
		});
		this.remember(name, entryOf(entity, output));
		return output;
	}

	/** Remembers what became of a write; the oldest ones are forgotten first, and their records before that. */
	private remember(name: string, entry: Entry): void {
		const isFull = this.entries.size >= this.bounds.writes;
		const oldest = isFull ? this.entries.keys().next().value : undefined;
		if (oldest !== undefined) {
			this.dropRecord(oldest);
			this.entries.delete(oldest);
		}
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

	private dropRecord(name: string): void {
		const entry = this.entries.get(name);
		this.characters -= lengthOf(entry);
		this.kept.delete(name);
		if (entry && 'json' in entry) entry.json = undefined;
	}
}
