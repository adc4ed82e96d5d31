import { Creations } from './records/creations';
import { Lists } from './records/lists';
import { Requests, type ClientOptions } from './requests/requests';
import { Records } from './records/records';
import { Upserts } from './records/upserts';

/** Makini's API for one connection and one execution. Everything it throws is a MakiniError. */
export class MakiniClient {
	/** What belongs to no entity. */
	readonly requests: Requests;

	readonly lists: Lists;

	readonly records: Records;

	readonly creations: Creations;

	readonly upserts: Upserts;

	constructor(options: ClientOptions) {
		this.requests = new Requests(options);
		this.records = new Records(this.requests);
		this.lists = new Lists(this.requests, this.records);
		this.creations = new Creations(this.requests, this.lists);
		this.upserts = new Upserts(this.requests, this.lists, this.records, this.creations);
	}
}
