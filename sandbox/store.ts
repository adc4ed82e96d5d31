import { Collection, Parts, type RecordSource } from './collections';
import { FIRST_WRITTEN_INDEX, recordKey } from './data/keys';
import { generateOrders } from './data/orders';
import { buildReferenceData, REFERENCE_DATE } from './data/reference';
import { ENTITIES, entityNamed } from './entities';
import type { ConnectionOptions, StoredRecord } from './types';

const DEFAULT_ORDERS = 10_000;
const DEFAULT_VENDORS = 500;
const DEFAULT_REFERENCE_SEED = 'reference';

function initialRecords(options: ConnectionOptions, seed: string): Record<string, StoredRecord[]> {
	const { referenceSeed = DEFAULT_REFERENCE_SEED, vendors = DEFAULT_VENDORS } = options;
	const reference = buildReferenceData(referenceSeed, vendors);
	const orders = options.orderSource
		? options.orderSource({ seed, reference })
		: generateOrders({
				seed,
				reference,
				count: options.orders ?? DEFAULT_ORDERS,
				linesPerOrder: options.linesPerOrder,
				customFields: options.customFields,
			});
	return {
		'purchase-orders': orders,
		vendors: reference.vendors,
		sites: reference.sites,
		currencies: reference.currencies,
		'statuses/purchase-orders': reference.statuses,
	};
}

/** All records of one connection, with the server's own key numbering and clock. */
export class Store {
	private readonly collections = new Map<string, Collection>();
	private readonly sources = new Map<string, RecordSource>();
	private readonly seed: string;
	private nextIndex = FIRST_WRITTEN_INDEX;
	private lastWrite = REFERENCE_DATE;

	constructor(options: ConnectionOptions) {
		this.seed = options.seed ?? options.name;
		const records = initialRecords(options, this.seed);
		for (const { name, indexed, partOf } of ENTITIES) {
			if (partOf) {
				this.sources.set(name, new Parts(this.collection(partOf.entity), partOf.field));
				continue;
			}
			const collection = new Collection(indexed, records[name] ?? []);
			this.collections.set(name, collection);
			this.sources.set(name, collection);
		}
	}

	/** The records of an entity for reading; throws for a name the sandbox does not know. */
	source(name: string): RecordSource {
		const source = this.sources.get(entityNamed(name).name);
		if (!source) throw new Error(`The entity "${name}" has no records`);
		return source;
	}

	/** The records of an entity for writing. */
	collection(name: string): Collection {
		const collection = this.collections.get(name);
		if (!collection) throw new Error(`The entity "${name}" cannot be written`);
		return collection;
	}

	/** A key that no record of the entity has had. */
	newKey(entity: string): string {
		return recordKey(this.seed, entity, this.nextIndex++);
	}

	/** The current time, at least one millisecond after that of the write before. */
	writeTime(): string {
		this.lastWrite = Math.max(Date.now(), this.lastWrite + 1);
		return new Date(this.lastWrite).toISOString();
	}
}
