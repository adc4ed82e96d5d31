import { Collection, Parts, type RecordSource } from './collections';
import { Generator, ROOTS } from './data/generate';
import { FIRST_WRITTEN_INDEX, recordKey } from './data/keys';
import { generateOrders } from './data/orders';
import {
	buildReferenceData,
	isoSeconds,
	REFERENCE_DATE,
	type ReferenceData,
} from './data/reference';
import { customFieldsOf, entityNamed } from './entities';
import type { ConnectionOptions, StoredRecord } from './types';

const DEFAULT_REFERENCE_SEED = 'reference';

function countOf(name: string, options: ConnectionOptions, given: number): number {
	const { counts = {}, orders, vendors } = options;
	const direct = { 'purchase-orders': orders, vendors }[name];
	if (name === 'work-orders/custom-fields')
		return customFieldsOf(entityNamed('work-orders'), options).length;
	const { owner, count } = entityNamed(name);
	const own = direct ?? counts[name];
	if (own !== undefined || !owner) return Math.max(own ?? count, given);
	const owners = countOf(owner.entity, options, 0);
	// A material is the child of at most one other, every other record owns two materials.
	return owner.entity === 'materials' ? Math.max(0, owners - ROOTS) : owners * 2;
}

function givenRecords(seed: string, reference: ReferenceData): Record<string, StoredRecord[]> {
	const { vendors, sites, currencies, statuses, materials, units } = reference;
	return {
		vendors,
		sites,
		currencies,
		'statuses/purchase-orders': statuses,
		materials: materials.map(({ cents, ...material }) => ({
			...material,
			cost: (cents / 100).toFixed(2),
		})),
		inventories: materials.map(({ code, name }, index) => ({
			key: recordKey(seed, 'inventories', index),
			code,
			name,
		})),
		uom: units,
	};
}

/** All records of one connection, with the server's own key numbering and clock. Most are made when first asked for. */
export class Store {
	private readonly sources = new Map<string, RecordSource>();
	private readonly seed: string;
	private readonly generator: Generator;
	private readonly orders: readonly StoredRecord[];
	private nextIndex = FIRST_WRITTEN_INDEX;
	/** By how far the clock is ahead. */
	private readonly lastWrites = new Map<number, number>();

	/** What is read lags behind what was written. */
	private readonly isLate: boolean;

	constructor(private readonly options: ConnectionOptions) {
		const { lateListsMs = 0, lateRecordsMs = 0 } = options.dialect ?? {};
		this.isLate = lateListsMs + lateRecordsMs > 0;
		this.seed = options.seed ?? options.name;
		const referenceSeed = options.referenceSeed ?? DEFAULT_REFERENCE_SEED;
		const reference = buildReferenceData(referenceSeed, countOf('vendors', options, 0));
		const { seed } = this;
		this.orders = options.orderSource
			? options.orderSource({ seed, reference })
			: generateOrders({
					seed,
					reference,
					count: countOf('purchase-orders', options, 0),
					linesPerOrder: options.linesPerOrder,
					customFields: options.customFields,
				});
		const given = givenRecords(referenceSeed, reference);
		this.generator = new Generator({
			seed,
			referenceSeed,
			systemType: options.systemType,
			count: (name) => countOf(name, options, given[name]?.length ?? 0),
			given: (name) => given[name] ?? [],
			orders: this.orders,
		});
	}

	/** The records of an entity for reading; throws for a name the sandbox does not know. */
	source(name: string): RecordSource {
		const known = this.sources.get(name);
		if (known) return known;
		const { indexed, partOf } = entityNamed(name);
		const source = partOf
			? new Parts(this.collection(partOf.entity), partOf.field)
			: new Collection(indexed, this.initialRecords(name), this.isLate);
		this.sources.set(name, source);
		return source;
	}

	/** The records of an entity as they were so many milliseconds ago. */
	sourceAt(name: string, lateMs: number): RecordSource {
		const source = this.source(name);
		return lateMs > 0 && source instanceof Collection ? source.at(Date.now() - lateMs) : source;
	}

	/** The records of an entity for writing. */
	collection(name: string): Collection {
		const source = this.source(name);
		if (source instanceof Collection) return source;
		throw new Error(`The entity "${name}" cannot be written`);
	}

	/** A key that no record of the entity has had. */
	newKey(entity: string): string {
		return recordKey(this.seed, entity, this.nextIndex++);
	}

	/** A code or number that no generated record of the entity has. */
	newCode(prefix: string): string {
		return `${prefix}-${this.nextIndex}`;
	}

	/**
	 * The server's time for a write, in the precision of its timestamps: with milliseconds always later than that of the
	 * write before, with seconds never earlier. A clock that is ahead by some ms, or behind, goes for itself.
	 */
	writeTime(offsetMs = 0): string {
		const step = this.options.timestampPrecision === 'seconds' ? 0 : 1;
		const last = this.lastWrites.get(offsetMs) ?? REFERENCE_DATE + offsetMs;
		const time = Math.max(Date.now() + offsetMs, last + step);
		this.lastWrites.set(offsetMs, time);
		return this.format(time);
	}

	/** An instant as the server writes it; with seconds, what is smaller is cut off. */
	format(instant: number): string {
		const seconds = this.options.timestampPrecision === 'seconds';
		return seconds ? isoSeconds(instant) : new Date(instant).toISOString();
	}

	private initialRecords(name: string): readonly StoredRecord[] {
		const { options } = this;
		if (name === 'purchase-orders') return this.orders;
		if (name === 'work-orders/custom-fields') {
			const fields = customFieldsOf(entityNamed('work-orders'), options);
			return fields.map((field) => ({ key: field, name: field }));
		}
		const custom = customFieldsOf(entityNamed(name), options);
		return this.generator.records(name).map((record, index) => {
			const values = custom.map((field) => [field, `${field} ${(index * 7) % 100}`]);
			return { ...record, ...Object.fromEntries(values) };
		});
	}
}
