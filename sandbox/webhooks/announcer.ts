import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { FireRequest, StormPlan } from './requests';
import type { JsonObject, StoredRecord } from '../base';
import { eventType, type EventType } from './events';
import { bodyOf } from './payload';
import { nameFor, Sender } from './sender';
import { hangUps, Storm, stormOrder, type StormFigures } from './storm';

type RecordsOf = (entity: string) => readonly StoredRecord[];

const DETAILS: Readonly<Record<string, JsonObject>> = {
	'sync.completed': { sync_status: 'done' },
	'sync.failed': { sync_status: 'error' },
	'connection.reauthorization_required': {
		reason: 'The connected system rejected its credentials.',
	},
	'connection.offline': { reason: 'The connected system cannot be reached.' },
	'system.error': {
		code: 'SYSTEM_ERROR',
		message: 'The connected system reported an error.',
	},
};

/** Keys that no other event of a storm has. */
const manyKeys = (id: string, count: number): string[] =>
	Array.from({ length: count }, (_, index) => `${id}-${index + 1}`);

/** Turns what happens to a connection into events and hands them to its sender. */
export class Announcer {
	readonly sender = new Sender();
	private readonly stopping = new AbortController();
	private readonly storms = new Set<Promise<StormFigures>>();
	private lastStorm: Storm | undefined;
	private turn = 0;

	constructor(
		private readonly connectionId: string,
		private readonly recordsOf: RecordsOf,
	) {
		// Each delivery of a storm that waits is one.
		setMaxListeners(0, this.stopping.signal);
	}

	/** Sends the events of a request and gives their IDs. */
	fire(request: FireRequest & { count: number }): string[] {
		const { entity, keys, key = keys?.[0], data, id, count } = request;
		if (this.sender.all().size === 0) return [];
		const type = eventType(request.type, entity);
		return Array.from({ length: count }, (_, index) => {
			const own = id === undefined || index === 0 ? (id ?? randomUUID()) : `${id}-${index + 1}`;
			const listed: JsonObject = keys === undefined ? {} : { keys };
			const details = { ...this.details(type, key ?? this.turn++), ...listed, ...data };
			const { connectionId } = this;
			this.sender.send({ id: own, type, at: Date.now(), connectionId, details });
			return own;
		});
	}

	/** Sends a storm; throws when there is no such webhook, or while another storm is running. */
	async storm(plan: StormPlan): Promise<StormFigures> {
		if (this.lastStorm?.running) throw new Error('A storm is running already');
		const webhooks = this.sender.all();
		const webhook = webhooks.get(plan.webhook ?? webhooks.keys().next().value ?? '');
		if (!webhook) throw new Error('There is no webhook to send the storm to');
		const type = eventType(plan.type, plan.entity);
		const name = nameFor(type, webhook);
		const { seed = randomUUID().slice(0, 8) } = plan;
		const at = Date.now();
		const order = stormOrder(plan, seed, (index) => {
			const id = `storm-${seed}-${index + 1}`;
			const { connectionId } = this;
			const many: JsonObject = webhook.shape === 'ids' ? { keys: manyKeys(id, plan.keys) } : {};
			const details = { ...this.details(type, index), ...many, number: index + 1 };
			return { id, body: bodyOf({ id, type: name, at, connectionId, details }, webhook) };
		});
		const places = hangUps(plan, order.length, seed);
		const storm = new Storm(plan, webhook, order, places, this.stopping.signal);
		this.lastStorm = storm;
		const run = storm.run().finally(() => this.storms.delete(run));
		this.storms.add(run);
		return run;
	}

	stormFigures(): StormFigures | undefined {
		return this.lastStorm?.figures();
	}

	async stop(): Promise<void> {
		this.stopping.abort();
		await Promise.all([this.sender.stop(), ...this.storms]);
	}

	/** What an event says by itself; `which` is the record's key, or whose turn it is among the records. */
	private details({ kind, entity }: EventType, which: string | number): JsonObject {
		if (!kind || entity === undefined) return { ...DETAILS[kind ?? ''] };
		let key = which;
		if (typeof key === 'number') {
			const records = this.recordsOf(entity);
			key = records[key % records.length]?.key ?? '';
		}
		return { entity, key, resource: `/${entity}/${key}` };
	}
}
