import type { Entity, OperationName } from '../catalogue/types';
import { Creations } from './records/creations';
import { EntityRequests } from './requests/entityRequests';
import { Lists } from './records/lists';
import type { ClientOptions } from './requests/clientOptions';
import { Records } from './records/records';
import { Upserts } from './records/upserts';

/** Makini's API for one connection and one execution. Everything it throws is a MakiniError. */
export class MakiniClient {
	readonly lists: Lists;

	readonly records: Records;

	readonly creations: Creations;

	readonly upserts: Upserts;

	private readonly requests: EntityRequests;

	constructor(options: ClientOptions) {
		this.requests = new EntityRequests(options);
		this.lists = new Lists(this.requests);
		this.records = new Records(this.requests);
		this.creations = new Creations(this.requests, this.lists, this.records);
		this.upserts = new Upserts(this.requests, this.lists, this.records, this.creations);
	}

	/** See {@link EntityRequests.assertOffered}. */
	assertOffered(entity: Entity, operation: OperationName): void {
		this.requests.assertOffered(entity, operation);
	}
}
