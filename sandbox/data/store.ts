import { Collection, Parts, type RecordSource } from './collections';
import { deliveries } from './deliveries';
import { Generator, ROOTS } from './generate';
import { FIRST_WRITTEN_INDEX, recordKey } from './keys';
import { generateOrders } from './orders';
import { isOwn, OwnData } from './ownSystem';
import { buildReferenceData, isoSeconds, REFERENCE_DATE, type ReferenceData } from './reference';
import { LateView } from './lateness';
import { customFieldsOf, entityNamed } from '../contract/entities';
import type { StoredRecord } from '../base';
import type { ConnectionOptions } from '../options';

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
	/** Sources as they were some time ago, by that time in ms and by entity. */
	private readonly late = new Map<string, RecordSource>();
	private readonly seed: string;
	private readonly generator: Generator;
	private readonly orders: readonly StoredRecord[];
	/** What the records are in the system itself, where its data are its own. */
	private readonly own: OwnData | undefined;
	private nextIndex = FIRST_WRITTEN_INDEX;
	/** By how far the clock is ahead. */
	private readonly lastWrites = new Map<number, number>();

	constructor(private readonly options: ConnectionOptions) {
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
		const given: Record<string, readonly StoredRecord[]> = {
			...givenRecords(referenceSeed, reference),
			...(options.deliveries
				? deliveries({ seed, reference, orders: this.orders }, options.deliveries)
				: {}),
		};
		this.generator = new Generator({
			seed,
			referenceSeed,
			systemType: options.systemType,
			count: (name) => countOf(name, options, given[name]?.length ?? 0),
			given: (name) => given[name] ?? [],
			orders: this.orders,
		});
		this.own = isOwn(options)
			? new OwnData(options, seed, (name) => this.generatedRecords(name))
			: undefined;
	}

	/** The records of an entity for reading; throws for a name the sandbox does not know. */
	source(name: string): RecordSource {
		const known = this.sources.get(name);
		if (known) return known;
		const { indexed, partOf } = entityNamed(name);
		if (partOf) {
			const parts = new Parts(this.collection(partOf.entity), partOf.field);
			this.sources.set(name, parts);
			return parts;
		}
		const source = new Collection(indexed, this.initialRecords(name));
		this.sources.set(name, source);
		for (const lateMs of this.lateTimes()) {
			this.late.set(`${lateMs} ${name}`, new LateView(source, indexed, lateMs));
		}
		return source;
	}

	/** The records of an entity as lists show them. */
	lateLists(name: string): RecordSource {
		return this.lateSource(name, this.options.dialect?.lateListsMs);
	}

	/** The records of an entity as reading by key shows them. */
	lateRecords(name: string): RecordSource {
		return this.lateSource(name, this.options.dialect?.lateRecordsMs);
	}

	private lateTimes(): Set<number> {
		const { lateListsMs = 0, lateRecordsMs = 0 } = this.options.dialect ?? {};
		return new Set([lateListsMs, lateRecordsMs].filter((ms) => ms > 0));
	}

	private lateSource(name: string, lateMs = 0): RecordSource {
		const source = this.source(name);
		if (lateMs === 0) return source;
		const id = `${lateMs} ${name}`;
		const known = this.late.get(id);
		if (known) return known;
		const { partOf } = entityNamed(name);
		const view = new Parts(this.lateSource(partOf?.entity ?? '', lateMs), partOf?.field ?? '');
		this.late.set(id, view);
		return view;
	}

	/** The records of an entity for writing. */
	collection(name: string): Collection {
		const source = this.source(name);
		if (source instanceof Collection) return source;
		throw new Error(`The entity "${name}" cannot be written`);
	}

	/** A key that no record of the entity has had. */
	newKey(entity: string): string {
		return this.own?.newKey(entity) ?? recordKey(this.seed, entity, this.nextIndex++);
	}

	/** A code or number that no generated record of the entity has. */
	newCode(prefix: string): string {
		return `${prefix}-${this.nextIndex}`;
	}

	/**
	 * The server's time for a write, in the precision of its timestamps: with milliseconds always later than that of the
	 * write before, with seconds never earlier. A clock that is ahead by some ms, or behind, goes for itself.
	 */
	writeTime(offsetMs = this.options.dialect?.clockAheadMs ?? 0): string {
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
		return this.own?.records(name) ?? this.generatedRecords(name);
	}

	private generatedRecords(name: string): readonly StoredRecord[] {
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
