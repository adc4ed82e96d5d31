import { Collection, type RecordSource } from './collections';
import type { TimeOrder } from './timeOrder';
import type { StoredRecord } from '../base';

interface Due {
	at: number;
	apply(copy: Collection): void;
}

/**
 * A collection as it was some time ago: a copy that takes each write over when it is old enough. It costs nothing where
 * there is none, and lookups by an index are as quick as those of the collection itself.
 */
export class LateView implements RecordSource {
	private readonly copy: Collection;
	private readonly due: Due[] = [];

	/** To be made before the collection is written to. */
	constructor(
		source: Collection,
		indexed: readonly string[],
		private readonly lateMs: number,
	) {
		this.copy = new Collection(indexed, source.all());
		source.follow({
			put: (record) => this.later((copy) => copy.put(record)),
			remove: (key) => this.later((copy) => copy.remove(key)),
		});
	}

	get version(): number {
		return this.now().version;
	}

	all(): readonly StoredRecord[] {
		return this.now().all();
	}

	get(key: string): StoredRecord | undefined {
		return this.now().get(key);
	}

	lookUp(field: string, value: string): readonly StoredRecord[] | undefined {
		return this.now().lookUp(field, value);
	}

	inOrderOf(field: string): TimeOrder {
		return this.now().inOrderOf(field);
	}

	private later(apply: Due['apply']): void {
		this.due.push({ at: Date.now() + this.lateMs, apply });
	}

	/** The copy with all that is old enough. */
	private now(): Collection {
		const now = Date.now();
		const waiting = this.due.findIndex(({ at }) => at > now);
		const ready = this.due.splice(0, waiting === -1 ? this.due.length : waiting);
		for (const { apply } of ready) apply(this.copy);
		return this.copy;
	}
}
