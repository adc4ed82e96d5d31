import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import { MakiniError } from '../../../nodes/shared/client/errors/errors';
import type { ApiStyle } from '../../../nodes/shared/client/wire/transport';
import { takeBaseline } from '../../../nodes/shared/polling/baseline';
import { pollRecords, type PollResult } from '../../../nodes/shared/polling/poll';
import { readRecordState, type RecordState } from '../../../nodes/shared/polling/state';
import type { Ask, Change, Fetch, Page, Watch } from '../../../nodes/shared/polling/types';

export const watch: Watch = {
	entity: 'purchaseOrder',
	plural: 'purchase orders',
	timeField: 'updatedAt',
	createdField: 'createdAt',
	events: new Set(['recordInserted', 'recordUpdated']),
	overlapMs: 300_000,
	maxRecords: 5000,
	pageSize: 500,
	seenLimit: 100_000,
	deletedLimit: 20_000,
};

export const START = Date.parse('2026-05-01T08:00:00Z');

/** A version of a record. `n` is different for each. */
export interface Version {
	key: string;
	n: number;
}

export const serverFault = (): MakiniError =>
	new MakiniError('Makini failed', { kind: 'server', status: 503 });

type Row = MakiniRecord & { key: string };

const timeOf = ({ updatedAt }: Row): number => Date.parse(String(updatedAt));

const numberOf = ({ key }: Row): number => Number(key.slice(1));

/** A server whose list can be changed between, and at, any two requests. Its times are in whole `precision`. */
export class FakeServer {
	now = START;

	readonly asked: Ask[] = [];

	/** Called after each answer was made; for changes and faults on the way. */
	afterwards: (ask: Ask) => void = () => undefined;

	private readonly rows = new Map<string, Row>();

	/** In the order of the style, until something changes. */
	private sorted: Row[] | undefined;

	private versions = 0;

	private keys = 0;

	constructor(
		readonly style: ApiStyle = 'module',
		private readonly precision = 1000,
		private readonly cap = 500,
	) {}

	insert(age = 0): Version {
		this.keys += 1;
		const key = `r${this.keys}`;
		const at = this.time(age);
		return this.put({ key, createdAt: at, updatedAt: at });
	}

	insertMany(count: number, gap = 0): Version[] {
		return Array.from({ length: count }, () => {
			this.now += gap;
			return this.insert();
		});
	}

	update(key: string, age = 0): Version {
		return this.revise(key, {}, age);
	}

	delete(key: string): void {
		this.rows.delete(key);
		this.sorted = undefined;
	}

	/** Keeps a record and says that it was deleted, as some systems do. */
	markDeleted(key: string): Version {
		return this.revise(key, { deletedAt: this.time(0) });
	}

	/** Takes back the deletion of a record. */
	restore(key: string): Version {
		return this.revise(key, { deletedAt: null });
	}

	get keysNow(): string[] {
		return [...this.rows.keys()];
	}

	/** The version of each record as it is now. */
	get current(): Version[] {
		return [...this.rows.values()].map(({ key, n }) => ({ key, n: Number(n) }));
	}

	readonly fetch: Fetch = async (ask) => {
		this.asked.push(ask);
		const page = this.style === 'module' ? this.byTime(ask) : this.byKey(ask);
		this.afterwards(ask);
		return await Promise.resolve(page);
	};

	private byTime({ from, order, position, pageSize }: Ask): Page {
		const ascending = this.since(
			from,
			(a, b) => timeOf(a) - timeOf(b) || numberOf(a) - numberOf(b),
		);
		const rows = order === 'descending' ? ascending.reverse() : ascending;
		const size = Math.min(pageSize, this.cap);
		const page = 'page' in position ? position.page : 1;
		const records = rows.slice((page - 1) * size, page * size);
		return { records, next: page * size < rows.length ? { page: page + 1 } : undefined };
	}

	/** Not sorted by time, as the v1 style may be: by key, with the last key as cursor. */
	private byKey({ from, position, pageSize }: Ask): Page {
		const after = 'cursor' in position ? Number(position.cursor) : 0;
		const rows = this.since(from, (a, b) => numberOf(a) - numberOf(b)).filter(
			(row) => numberOf(row) > after,
		);
		const records = rows.slice(0, Math.min(pageSize, this.cap));
		const last = records.at(-1);
		const isMore = last !== undefined && rows.length > records.length;
		return { records, next: isMore ? { cursor: String(numberOf(last)) } : undefined };
	}

	private since(from = 0, compare: (a: Row, b: Row) => number): Row[] {
		this.sorted ??= [...this.rows.values()].sort(compare);
		return this.sorted.filter((row) => timeOf(row) >= from);
	}

	private revise(key: string, values: MakiniRecord, age = 0): Version {
		const row = this.rows.get(key);
		if (!row) throw new Error(`There is no ${key}`);
		const [at, before] = [this.time(age), String(row.updatedAt)];
		return this.put({ ...row, ...values, key, updatedAt: at > before ? at : before });
	}

	private time(age: number): string {
		return new Date(Math.floor((this.now - age) / this.precision) * this.precision).toISOString();
	}

	private put(row: Row): Version {
		this.versions += 1;
		this.sorted = undefined;
		this.rows.set(row.key, { ...row, n: this.versions });
		return { key: row.key, n: this.versions };
	}
}

export const versionOf = ({ record }: Change): Version => ({
	key: String(record.key),
	n: Number(record.n),
});

/** The trigger over a server: keeps the state as n8n does. */
export class Poller {
	readonly given: Change[] = [];

	polls = 0;

	pages = 0;

	/** Ends a poll before its next request. */
	isOver: () => boolean = () => false;

	private memory: RecordState | undefined;

	private saved: string | undefined;

	constructor(
		private readonly server: FakeServer,
		public watch: Watch,
		/** How much the clock is behind that the poller goes by. */
		private readonly behind = 0,
	) {}

	private readonly now = (): number => this.server.now - this.behind;

	get state(): RecordState {
		if (!this.memory) throw new Error('Not activated');
		return this.memory;
	}

	/** Goes on from a state that an earlier version has left. */
	begin(state: RecordState): void {
		this.memory = state;
		this.saved = JSON.stringify(state);
	}

	async activate(): Promise<void> {
		const identity = { subject: 's', token: 't', connectionId: null };
		this.memory = await takeBaseline(
			this.server.fetch,
			this.watch,
			identity,
			this.server.style === 'v1',
			this.now,
		);
		await this.poll();
		while (this.memory.silentUntil !== undefined) await this.poll();
		this.saved = JSON.stringify(this.memory);
	}

	async poll(): Promise<PollResult> {
		const result = await pollRecords(this.state, {
			fetch: this.server.fetch,
			watch: this.watch,
			apiStyle: this.server.style,
			isOver: this.isOver,
			now: this.now,
		});
		this.polls += 1;
		this.pages += result.pages;
		this.memory = result.state;
		for (const change of result.changes) this.given.push(change);
		// Older versions of n8n save only what comes with items.
		if (result.changes.length > 0) this.saved = JSON.stringify(result.state);
		return result;
	}

	/** What is left after n8n was stopped and started again. */
	restart(): void {
		this.memory = readRecordState(JSON.parse(this.saved ?? 'null'), 's');
		if (!this.memory) throw new Error('The state was not accepted');
	}

	/** Polls until nothing has come so often in a row that the whole window was read again. */
	async drain(): Promise<void> {
		for (let quiet = 0, polls = 0; quiet < 12; polls += 1) {
			if (polls > 2000) throw new Error('Polling without end');
			const { changes, failure, state } = await this.poll();
			if (failure !== undefined) throw failure;
			quiet = changes.length === 0 && !state.pass ? quiet + 1 : 0;
		}
	}
}
