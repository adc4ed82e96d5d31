import type { Entity } from '../../catalogue/types';
import { MakiniError } from '../errors/errors';
import type { Requests } from '../requests/requests';
import type { MakiniRecord } from '../wire/envelopes';
import { keyText } from '../wire/keys';
import { recordPath, type Within } from '../wire/styles';
import type { Written } from './creations';
import type { Lists } from './lists';
import type { Records } from './records';

/** A record that is to be changed. */
export interface Edited {
	entity: Entity;
	key: string;
	within?: Within;
}

/** What is done beside the write. */
export interface Care {
	/** Tells what the record was. A preview does so in any case. */
	looks?: boolean;
}

/** Why a record cannot be looked at, though it may be written to. */
const LOCKED: ReadonlySet<MakiniError['kind']> = new Set(['permission', 'unsupported']);

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
	 */
	async edit(
		edited: Edited,
		{ looks }: Care,
		write: (before?: MakiniRecord) => Promise<MakiniRecord>,
	): Promise<Written> {
		if (!looks && !this.requests.preview) return { record: await write(), result: 'updated' };
		const { entity, key } = edited;
		return await this.requests.exclusive([`${entity.name} by key ${key}`], async () => {
			const before = await this.look(edited);
			return { before, record: await write(before), result: 'updated' };
		});
	}

	/** A record as it is now; `undefined` where there is none, or where nobody may look at it. */
	private async look({ entity, key, within }: Edited): Promise<MakiniRecord | undefined> {
		if (!entity.operations.get) return within && (await this.lookWithin(entity, key, within));
		return await this.records.find(entity, key).catch((error: unknown) => {
			if (error instanceof MakiniError && LOCKED.has(error.kind)) return undefined;
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
