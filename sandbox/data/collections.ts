import { TimeOrder } from './timeOrder';
import type { JsonObject, StoredRecord } from '../base';

/**
 * Records that can be read. `version` changes with every write, which is how derived results know
 * that they are stale.
 */
export interface RecordSource {
	readonly version: number;
	all(): readonly StoredRecord[];
	get(key: string): StoredRecord | undefined;
	/** The records whose field equals the value, or undefined when the field has no index. */
	lookUp(field: string, value: string): readonly StoredRecord[] | undefined;
	/** The records in the order of a time, where the source keeps one. */
	inOrderOf?(field: string): TimeOrder;
}

/** Who is told about each write. */
export interface Follower {
	put(record: StoredRecord): void;
	remove(key: string): void;
}

/** The records of one entity, in the order of their creation. Records are replaced, never changed. */
export class Collection implements RecordSource {
	version = 0;
	private readonly byKey = new Map<string, StoredRecord>();
	private readonly indexes = new Map<string, Map<string, Set<string>>>();
	private readonly orders = new Map<string, TimeOrder>();
	private readonly followers: Follower[] = [];
	private list: readonly StoredRecord[] | undefined;

	constructor(indexed: readonly string[], records: readonly StoredRecord[]) {
		for (const field of indexed) this.indexes.set(field, new Map());
		for (const record of records) this.put(record);
	}

	all(): readonly StoredRecord[] {
		this.list ??= [...this.byKey.values()];
		return this.list;
	}

	get(key: string): StoredRecord | undefined {
		return this.byKey.get(key);
	}

	lookUp(field: string, value: string): readonly StoredRecord[] | undefined {
		if (field === 'key') return this.recordsOf([value]);
		const index = this.indexes.get(field);
		return index && this.recordsOf(index.get(value) ?? []);
	}

	inOrderOf(field: string): TimeOrder {
		let order = this.orders.get(field);
		if (!order) {
			order = new TimeOrder(field, this.byKey.values());
			this.orders.set(field, order);
		}
		return order;
	}

	/** Tells the follower about each write from now on. */
	follow(follower: Follower): void {
		this.followers.push(follower);
	}

	/** Adds the record or replaces the one with its key, which keeps its place. */
	put(record: StoredRecord): void {
		this.unindex(record.key);
		this.byKey.set(record.key, record);
		for (const [field, index] of this.indexes) {
			const value = record[field];
			if (typeof value !== 'string') continue;
			const keys = index.get(value);
			if (keys) keys.add(record.key);
			else index.set(value, new Set([record.key]));
		}
		for (const order of this.orders.values()) order.put(record);
		for (const follower of this.followers) follower.put(record);
		this.touch();
	}

	remove(key: string): void {
		this.unindex(key);
		this.byKey.delete(key);
		for (const order of this.orders.values()) order.remove(key);
		for (const follower of this.followers) follower.remove(key);
		this.touch();
	}

	private touch(): void {
		this.version++;
		this.list = undefined;
	}

	private unindex(key: string): void {
		const record = this.byKey.get(key);
		if (!record) return;
		for (const [field, index] of this.indexes) {
			const value = record[field];
			if (typeof value === 'string') index.get(value)?.delete(key);
		}
	}

	private recordsOf(keys: Iterable<string>): StoredRecord[] {
		const found: StoredRecord[] = [];
		for (const key of keys) {
			const record = this.byKey.get(key);
			if (record) found.push(record);
		}
		return found;
	}
}

/** The parts of another collection's records (the lines of the orders) as records of their own. */
export class Parts implements RecordSource {
	private builtFrom = -1;
	private byKey = new Map<string, StoredRecord>();
	private list: readonly StoredRecord[] = [];

	constructor(
		private readonly whole: RecordSource,
		private readonly field: string,
	) {}

	get version(): number {
		return this.whole.version;
	}

	all(): readonly StoredRecord[] {
		this.refresh();
		return this.list;
	}

	get(key: string): StoredRecord | undefined {
		this.refresh();
		return this.byKey.get(key);
	}

	lookUp(field: string, value: string): readonly StoredRecord[] | undefined {
		if (field !== 'key') return undefined;
		const record = this.get(value);
		return record ? [record] : [];
	}

	private refresh(): void {
		if (this.builtFrom === this.whole.version) return;
		const parts = this.whole.all().flatMap((record) => record[this.field] as JsonObject[]);
		this.list = parts as StoredRecord[];
		this.byKey = new Map(this.list.map((part) => [part.key, part]));
		this.builtFrom = this.whole.version;
	}
}
