import type { Field } from '../catalogue/types';
import { RecentWrites } from './matching/recentWrites';
import { Creations } from './records/creations';
import { Edits } from './records/edits';
import { Lists } from './records/lists';
import { Numbers } from './records/numbers';
import { Requests, type ClientOptions } from './requests/requests';
import { Records } from './records/records';
import { Directories } from './references/directory';
import { References } from './references/references';
import {
	planReferences,
	type CreateReferred,
	type Plan,
	type Resolving,
} from './references/resolving';
import { Upserts } from './records/upserts';
import type { MakiniRecord } from './wire/envelopes';

/** Makini's API for one connection and one execution. Everything it throws is a MakiniError. */
export class MakiniClient {
	/** What belongs to no entity. */
	readonly requests: Requests;

	readonly lists: Lists;

	readonly records: Records;

	readonly numbers: Numbers;

	readonly creations: Creations;

	readonly edits: Edits;

	readonly upserts: Upserts;

	readonly references: References;

	/**
	 * What a preview pretends stays with it: neither the memory of writes nor that of names learns it.
	 * @param known what is known of the connection's records already.
	 */
	constructor(given: ClientOptions, known = new Directories()) {
		const { isPreview, recent } = given;
		const options = isPreview ? { ...given, recent: new RecentWrites(recent) } : given;
		const directories = isPreview ? new Directories(known) : known;
		this.requests = new Requests(options);
		this.records = new Records(this.requests);
		this.lists = new Lists(this.requests, this.records);
		this.numbers = new Numbers(this.requests, this.lists, this.records);
		this.creations = new Creations(this.requests, this.lists, this.records);
		this.edits = new Edits(this.requests, this.lists, this.records);
		this.upserts = new Upserts(this.requests, this.lists, this.records, this.creations, this.edits);
		this.references = new References(options, directories, this.lists, this.records, (entity) =>
			this.requests.isOffered(entity, 'getAll'),
		);
	}

	/** See {@link planReferences}. */
	planReferences(fields: readonly Field[], given: MakiniRecord, how: Resolving): Plan {
		const create: CreateReferred = async (target, data, by, idempotencyKey) =>
			(await this.upserts.write(target, data, by, idempotencyKey, { ifExists: 'skip' })).record;
		return planReferences(this.references, create, fields, given, how);
	}

	/** Forgets the records that were announced and found: others come next, and few can be kept. */
	forget(): void {
		this.upserts.forget();
		this.numbers.forget();
	}
}
