import type { Entity } from '../../catalogue/types';
import { differingFields, unreadableFields } from '../matching/compare';
import { MakiniError } from '../errors/errors';
import type { Requests } from '../requests/requests';
import type { MakiniRecord } from '../wire/envelopes';
import { keyText } from '../wire/keys';
import { recordPath, type Within } from '../wire/styles';
import type { Written } from './creations';
import type { Lists } from './lists';
import { changedAfter, changedMeanwhile, untold, type ConflictRule } from './conflicts';
import type { Records } from './records';

/** A record that is to be changed. */
export interface Edited {
	entity: Entity;
	key: string;
	within?: Within;
	/** What the record is to show; nothing where it is to go, or where that is not known. */
	shows?: MakiniRecord;
}

/** What is done beside the write. */
export interface Care {
	/** Tells what the record was. A preview does so in any case. */
	looks?: boolean;
	/** Records are written to, whoever has changed them, unless told. */
	conflict?: ConflictRule;
}

/** Why a record cannot be looked at, though it may be there, and may be written to. */
export const LOCKED: ReadonlySet<MakiniError['kind']> = new Set(['permission', 'unsupported']);

/** Whether a record shows all of what is given already. */
export const isAsGiven = ({ fields }: Entity, given: MakiniRecord, record: MakiniRecord): boolean =>
	differingFields(fields, given, record).length === 0 &&
	unreadableFields(fields, given, record).length === 0;

/** Changes of records that exist, after a look at them. */
export class Edits {
	constructor(
		private readonly requests: Requests,
		private readonly lists: Lists,
		private readonly records: Records,
	) {}

	/**
	 * Runs the write to a record. Where it is looked at before, nobody else in this process writes to it in between.
	 * @param write is told the record as it is, where that is known.
	 * @throws MakiniError (conflict) where somebody has changed it, and the rule says so; nothing is written then.
	 */
	async edit(
		edited: Edited,
		{ looks, conflict }: Care,
		write: (before?: MakiniRecord) => Promise<MakiniRecord>,
	): Promise<Written> {
		const { preview } = this.requests;
		if (!looks && !conflict && !preview) return { record: await write(), result: 'updated' };
		const { entity, key } = edited;
		return await this.requests.exclusive([`${entity.name} by key ${key}`], async () => {
			const before = await this.look(edited, conflict !== undefined);
			// What cannot be looked at may have been changed.
			if (conflict && !before) throw untold(entity, key);
			const held = before && conflict && this.heldBack(edited, before, conflict);
			return held ?? { before, record: await write(before), result: 'updated' };
		});
	}

	/** What becomes of a record that is not written to, because it changed; `undefined` where it did not. */
	private heldBack(
		{ entity, key, shows }: Edited,
		before: MakiniRecord,
		{ since, otherwise }: ConflictRule,
	): Written | undefined {
		const { recent, clock, run } = this.requests.options;
		const changed = changedAfter(before[entity.updatedField ?? ''], since);
		if (changed === 'no' || recent.wasWrittenBy(run, entity, before, clock.now())) return undefined;
		// Nobody's change is lost by what is there already; an earlier try of this may have made it.
		if (shows && isAsGiven(entity, shows, before)) {
			return { before, record: before, result: 'unchanged' };
		}
		if (changed === 'unknown') throw untold(entity, key, before);
		if (otherwise === 'fail') throw changedMeanwhile(entity, key, before, since.text);
		return { before, record: before, result: 'skipped' };
	}

	/** A record as it is now; `undefined` where there is none, or where nobody may look at it. */
	private async look(
		{ entity, key, within }: Edited,
		isRequired: boolean,
	): Promise<MakiniRecord | undefined> {
		if (!entity.operations.get) return within && (await this.lookWithin(entity, key, within));
		return await this.records.find(entity, key).catch((error: unknown) => {
			const isLocked = error instanceof MakiniError && LOCKED.has(error.kind);
			if (isLocked && !isRequired) return undefined;
			throw error;
		});
	}

	/** Of some records only the list can be read that they are part of. */
	private async lookWithin(
		entity: Entity,
		key: string,
		within: Within,
	): Promise<MakiniRecord | undefined> {
		const { preview, connection } = this.requests;
		const pretended = preview?.at(recordPath(connection, entity, key, within));
		if (pretended) return pretended;
		for await (const page of this.lists.read(entity, { within, pageSize: 500 })) {
			const found = page.find((record) => keyText(record.key) === key);
			if (found) return found;
		}
		return undefined;
	}
}
