import type { Entity } from '../../catalogue/types';
import type { Delivered, Delivery } from '../traffic/delivery';
import { isObject, readRecord, type MakiniRecord } from '../wire/envelopes';
import type { Clock, RecordChange, Send, WireRequest } from '../wire/transport';

/** What carries requests out. */
export type Deliverer = Pick<Delivery, 'deliver' | 'pause' | 'waiter'>;

/** Sends reads only. A preview cannot send anything else, whatever else is wrong. */
export const readsOnly =
	(send: Send): Send =>
	async (request) => {
		if (request.method === 'GET') return await send(request);
		throw new TypeError(`A preview must not send ${request.method} ${request.path}`);
	};

const answer = (status: number, body: unknown): Delivered => ({
	kind: 'response',
	response: { kind: 'response', status, headers: {}, body },
	repeated: false,
});

const NOT_FOUND = answer(404, {});

/** By these a system says that a record may not be looked at. Whether it may be written to is another question. */
const LOCKED: readonly number[] = [403, 405, 501];

/** A record that is there. */
interface Current {
	kind: 'record';
	record: MakiniRecord;
}

/** A record as it shows what was written: under the names that it is read by, without what is never shown. */
function shownAs({ fields }: Entity, written: Readonly<MakiniRecord>): MakiniRecord {
	const byName = new Map(fields.map((field) => [field.name, field]));
	return Object.fromEntries(
		Object.entries(written).flatMap(([name, value]): Array<[string, unknown]> => {
			const field = byName.get(name);
			if (field && (field.writable !== 'user' || (field.writeOnly && !field.readAs))) return [];
			return [[field?.readAs ?? name, value]];
		}),
	);
}

const timeName = (key: unknown, time: unknown): string => `${String(key)} ${String(time)}`;

/** Most records that are remembered, as many as of real writes; the oldest are forgotten first. */
const MOST = 50_000;

function remember<K, V>(memory: Map<K, V>, name: K, value: V): void {
	memory.set(name, value);
	const [oldest] = memory.keys();
	if (memory.size > MOST && oldest !== undefined) memory.delete(oldest);
}

/**
 * Delivers the requests of a preview. Reads go out. Writes go nowhere: they are answered from what they would do, and
 * reads of the records that they are about show it from then on. So everything above runs as it does in a real write.
 */
export class Preview implements Deliverer {
	/** Records by their paths as they would be; `undefined` for those that would be deleted. */
	private readonly records = new Map<string, MakiniRecord | undefined>();

	/** What the keys of records begin with that would be created, and no other text. */
	private readonly mark: string;

	private created = 0;

	/** The times of change that were made up, by the record's key, each with what stands there in fact. */
	private readonly times = new Map<string, unknown>();

	private lastTime = 0;

	constructor(
		private readonly inner: Deliverer,
		private readonly clock: Pick<Clock, 'now' | 'random'>,
	) {
		this.mark = `makini-preview-${clock.random().toString(36).slice(2)}-`;
	}

	async deliver(...call: Parameters<Delivery['deliver']>): Promise<Delivered> {
		const [request] = call;
		if (request.method === 'GET') {
			return this.known(request) ?? (await this.inner.deliver(...call));
		}
		const { change } = request;
		if (!change) throw new TypeError(`No preview knows what ${request.method} does here`);
		if (change.kind === 'create') return this.create(change);
		const current = await this.current(change);
		if (current.kind !== 'record') return current;
		if (change.kind === 'delete') {
			remember(this.records, change.path, undefined);
			return answer(204, '');
		}
		const after = { ...current.record, ...shownAs(change.entity, change.shows ?? {}) };
		return answer(200, this.changed(change, after));
	}

	async pause(ms: number): Promise<void> {
		await this.inner.pause(ms);
	}

	waiter(): ReturnType<Delivery['waiter']> {
		return this.inner.waiter();
	}

	/** A record as it would be; `undefined` for one that nothing was done to. */
	at(path: string): MakiniRecord | undefined {
		return this.records.get(path);
	}

	/** A record without what the preview has made up: keys, at any depth, and its time of change. */
	withoutPretended({ updatedField }: Entity, record: MakiniRecord): MakiniRecord {
		const { [updatedField ?? '']: changedAt, ...others } = this.withoutKeys(record);
		if (updatedField === undefined || changedAt === undefined) return others;
		const told = this.realTime(record, changedAt);
		return told === undefined ? others : { ...others, [updatedField]: told };
	}

	/** What stands in a record as the time of change in fact. */
	private realTime({ key }: MakiniRecord, time: unknown): unknown {
		const name = timeName(key, time);
		return this.times.has(name) ? this.times.get(name) : time;
	}

	private withoutKeys(record: MakiniRecord): MakiniRecord {
		const part = (value: unknown): unknown => {
			if (Array.isArray(value)) return value.map(part);
			return isObject(value) ? this.withoutKeys(value) : value;
		};
		const kept = Object.entries(record).filter(([, value]) => !this.isPretended(value));
		return Object.fromEntries(kept.map(([name, value]) => [name, part(value)]));
	}

	/** What answers a read without sending it. */
	private known({ path, query = [] }: WireRequest): Delivered | undefined {
		if (this.records.has(path)) {
			const record = this.records.get(path);
			return record ? answer(200, record) : NOT_FOUND;
		}
		if (path.includes(this.mark)) return NOT_FOUND;
		// Nobody else knows of what is only pretended, so that nothing refers to it either.
		return query.some(([, value]) => this.isPretended(value)) ? answer(200, []) : undefined;
	}

	private isPretended(value: unknown): boolean {
		return typeof value === 'string' && value.startsWith(this.mark);
	}

	private create({ entity, path, shows = {} }: RecordChange): Delivered {
		this.created += 1;
		const key = `${this.mark}${this.created}`;
		const record = { ...shownAs(entity, shows), key };
		return answer(201, this.changed({ entity, path: `${path}/${key}` }, record));
	}

	/** The record that is changed as it is, or would be, before; else the answer that says why it cannot be. */
	private async current({ entity, path, before }: RecordChange): Promise<Current | Delivered> {
		const known = this.records.has(path) ? this.records.get(path) : (before ?? null);
		if (known === undefined || (known === null && path.includes(this.mark))) return NOT_FOUND;
		if (known) return { kind: 'record', record: known };
		const unseen = { key: decodeURIComponent(path.split('/').at(-1) ?? '') };
		if (!entity.operations.get) return { kind: 'record', record: unseen };
		const delivered = await this.inner.deliver({ method: 'GET', path });
		if (delivered.kind !== 'response') return delivered;
		const { status, body } = delivered.response;
		if (LOCKED.includes(status)) return { kind: 'record', record: unseen };
		const record = status < 300 ? readRecord(body, entity) : undefined;
		return record ? { kind: 'record', record } : delivered;
	}

	/** Notes a record as it would be, with a time of change that is later than all others. */
	private changed(
		{ entity, path }: Pick<RecordChange, 'entity' | 'path'>,
		after: MakiniRecord,
	): MakiniRecord {
		const { updatedField } = entity;
		if (updatedField === undefined) {
			remember(this.records, path, after);
			return after;
		}
		const was = after[updatedField];
		const told = Date.parse(String(was));
		this.lastTime = Math.max(this.clock.now(), this.lastTime + 1, (told || 0) + 1);
		const time = new Date(this.lastTime).toISOString();
		remember(this.times, timeName(after.key, time), this.realTime(after, was));
		const record = { ...after, [updatedField]: time };
		remember(this.records, path, record);
		return record;
	}
}
