import { Connection } from '../../sandbox/system/connection';
import { exchange } from '../../sandbox/server/exchange';
import type { JsonObject, StoredRecord } from '../../sandbox/base';
import { answerOf } from '../../sandbox/server/wire';
import { oldNo, oldTitle } from './drawing';
import type { World, Writer } from './story';

/** Long and odd enough that it cannot stand anywhere by chance. */
export const TOKEN = 'mk-live-7f3a9c51d2e84b06';

const ORDERS = 'purchase-orders';

/** A field that says which request wrote a record last. */
export const MARK = 'writtenBy';

/** Something that happened to an order on the server. */
export interface Change {
	at: number;
	key: string;
	what: 'created' | 'updated' | 'deleted';
	/** The order as it is then, or as it was last. */
	order: StoredRecord;
	/** The request that did it; nothing where it was another writer. */
	by?: string;
	/** Another user of the system did it. */
	isForeign: boolean;
}

export interface Sent {
	method: string;
	/** Path and query. */
	target: string;
	headers: Readonly<Record<string, string>>;
	text: string;
}

export type Answer =
	{ status: number; headers: Record<string, string>; bytes: Buffer } | { dropped: true };

const existing = (index: number): StoredRecord => ({
	key: `05${index}`,
	orderNo: oldNo(index),
	title: oldTitle(index),
	createdAt: '2026-01-05T00:00:00Z',
	updatedAt: `2026-02-01T00:00:${String(index % 60).padStart(2, '0')}Z`,
	lineItems: [],
});

/** The system on the other side, and all that ever happened to its orders. */
export class Server {
	readonly changes: Change[] = [];

	/** The orders at the beginning. */
	readonly initial: readonly StoredRecord[];

	private readonly connection: Connection;

	private isForeign = false;

	constructor(world: World) {
		this.initial = Array.from({ length: world.orders }, (_, index) => existing(index));
		this.connection = new Connection({
			name: 'a',
			token: TOKEN,
			systemType: 'erp',
			apiStyle: world.style,
			vendors: 1,
			orderSource: () => [...this.initial],
			maxPageSize: world.maxPageSize,
			customFields: [MARK],
			honoursIdempotencyKey: world.honoursIdempotencyKey,
			uniqueOrderNo: world.uniqueOrderNo,
			faults: [...world.faults],
			dialect: world.dialect,
		});
		this.watch();
	}

	get orders(): readonly StoredRecord[] {
		return this.connection.records(ORDERS);
	}

	/** Takes a request in, carries it out as the world wants it, and answers. */
	async answer(sent: Sent, gone: AbortSignal): Promise<Answer> {
		const outcome = await exchange(this.connection, {
			method: sent.method,
			url: new URL(sent.target, 'https://api.example.com'),
			text: sent.text,
			expired: false,
			idempotencyKey: sent.headers['Idempotency-Key'],
			ended: gone,
		});
		if ('dropped' in outcome) return { dropped: true };
		return answerOf(outcome, 'request');
	}

	/** Ends what disturbs, so that whoever asks then finds the system at its best. */
	calm(): void {
		this.connection.setFaults([]);
	}

	/** Does what another user of the system does. */
	write({ does, no }: Writer, name: string): void {
		const { store } = this.connection;
		const orders = store.collection(ORDERS);
		const order = this.orders.find(({ orderNo }) => orderNo === no);
		const now = store.writeTime();
		this.isForeign = true;
		if (does === 'create') {
			const key = store.newKey(ORDERS);
			const times = { createdAt: now, updatedAt: now };
			orders.put({ key, orderNo: no, title: `${name} ${no}`, lineItems: [], ...times });
		} else if (order && does === 'update') {
			orders.put({ ...order, title: `${name} ${no}`, updatedAt: now });
		} else if (order) {
			orders.remove(order.key);
		}
		this.isForeign = false;
	}

	/** Writes down whatever is done to the orders, whoever does it and for whatever reason. */
	private watch(): void {
		const orders = this.connection.store.collection(ORDERS);
		const put = orders.put.bind(orders);
		const remove = orders.remove.bind(orders);
		const change = this.connection.change.bind(this.connection);
		// Faults that move a list do it as other users would.
		this.connection.change = (request) => {
			this.isForeign = true;
			const report = change(request);
			this.isForeign = false;
			return report;
		};
		orders.put = (order) => {
			const what = orders.get(order.key) ? 'updated' : 'created';
			this.note(what, order, markOf(order));
			put(order);
		};
		orders.remove = (key) => {
			const order = orders.get(key);
			if (order) this.note('deleted', order, undefined);
			remove(key);
		};
	}

	private note(what: Change['what'], order: StoredRecord, by: string | undefined): void {
		const { isForeign } = this;
		const at = Date.now();
		this.changes.push({ at, key: order.key, what, order, isForeign, ...(isForeign ? {} : { by }) });
	}
}

const markOf = (order: JsonObject): string | undefined =>
	typeof order[MARK] === 'string' ? order[MARK] : undefined;
