import { z } from 'zod';
import { ENTITIES } from '../contract/entities';
import { parseInstant } from '../values';
import type { JsonObject } from '../base';
import { SHAPES } from './payload';
import { SPELLINGS } from './events';

const MOST_AT_ONCE = 1_000_000;
const DAY_SECONDS = 24 * 60 * 60;

const seconds = z.number().nonnegative();
const amount = z.number().int().nonnegative().max(MOST_AT_ONCE);
const name = z.string().min(1);
const json = z.custom<JsonObject>(
	(value) => typeof value === 'object' && value !== null && !Array.isArray(value),
	'Expected an object',
);
const entityName = z
	.string()
	.refine((value) => ENTITIES.some((entity) => entity.name === value), 'Unknown entity');

/** Where a connection sends its events, and in which form. */
export const webhookSchema = z
	.object({
		/** Address of the receiver, http or https. */
		url: z
			.string()
			.refine((value) => /^https?:$/.test(protocolOf(value)), 'Expected an http or https address'),
		/** Key of the signature; without it deliveries are not signed. */
		secret: z.string().min(1).optional(),
		/** Header of the signature. */
		header: z
			.string()
			.regex(/^[\w-]+$/, 'Expected the name of a header')
			.default('X-Webhook-Signature'),
		encoding: z.enum(['base64', 'hex']).default('base64'),
		/** Text before the signature, such as `sha256=`. */
		prefix: z.string().default(''),
		/** Signs the bytes that are sent, or `JSON.stringify(JSON.parse(body))`. */
		signs: z.enum(['raw', 'parsed']).default('raw'),
		/** `php` writes the body as PHP's json_encode does: slashes and everything that is not ASCII are escaped. */
		escaping: z.enum(['json', 'php']).default('json'),
		/** How the types of events are spelled. */
		spelling: z.enum(SPELLINGS).default('dotted'),
		/** Names of the payload's properties. */
		shape: z.enum(SHAPES).default('flat'),
		/**
		 * A failed delivery is repeated after `firstSeconds`, then each time `factor` times as long, at
		 * most `maxSeconds`.
		 */
		retry: z
			.object({
				firstSeconds: z.number().positive().default(30),
				factor: z.number().min(1).default(2),
				maxSeconds: z.number().positive().default(3600),
				/** How long after the first attempt a delivery is given up. */
				forSeconds: seconds.default(DAY_SECONDS),
			})
			.strict()
			.default({}),
		/** How long an answer is waited for. */
		timeoutSeconds: z.number().positive().default(10),
		/** Deliveries under way at once. */
		concurrency: z.number().int().positive().default(50),
		/** Only these events: as they are fired (`record.updated`) or dotted (`purchase_order.updated`). */
		events: z.array(name).optional(),
	})
	.strict();

/** An event to send. */
export const fireSchema = z
	.object({
		/**
		 * `record.inserted`, `record.updated`, `purchase_order.updated` (of any entity), `sync.completed`, `sync.failed`,
		 * `connection.reauthorization_required`, `connection.online`, `connection.offline`, `system.error`. Anything else
		 * is sent as it is.
		 */
		type: name,
		/** The record's entity, such as `purchase-orders`, which is the default. */
		entity: entityName.optional(),
		/** The record's key; without it the entity's records are taken one after the other. */
		key: name.optional(),
		/** Keys of several records, which webhooks of the shape `ids` tell of together; others tell of the first. */
		keys: z.array(name).optional(),
		/** Further details, which replace those that the event has by itself. */
		data: json.optional(),
		/** ID of the delivery; of several events the second has it with `-2` at the end, and so on. */
		id: name.optional(),
		/** Number of different events, 1 by default. */
		count: amount.min(1).default(1),
	})
	.strict();

/** Changes of records on the connected system's side. */
export const changeSchema = z
	.object({
		entity: entityName,
		/** Records to create, as copies of others with keys, codes and numbers of their own. */
		create: amount.default(0),
		/** Records to update, chosen at random but the same each time. */
		update: amount.default(0),
		/** Records to delete, chosen among those that the same call neither creates nor updates. */
		delete: amount.default(0),
		/** Records to create with these fields, such as `{ orderNo: 'PO-1' }`; the others are copied as for `create`. */
		createWith: z.array(json).default([]),
		/** Records to update with these fields, found by their `key`. */
		updateWith: z
			.array(json.refine(({ key }) => typeof key === 'string', 'Needs a key'))
			.default([]),
		/** Keys of records to delete. */
		deleteKeys: z.array(name).default([]),
		/** Deleted records stay and get the time as `deletedAt`, instead of being removed. */
		marksDeleted: z.boolean().default(false),
		/** The time of all changes, even if it has passed; without it they get the server's. */
		at: z
			.string()
			.refine((value) => parseInstant(value) !== undefined, 'Expected an ISO time')
			.optional(),
		/** So many changes each have the same time. */
		shareTimestamps: amount.min(1).optional(),
		/** How far the clock of the server is ahead for these changes. */
		clockOffsetSeconds: z.number().finite().optional(),
		/** Sends an event for each created and each updated record. */
		fire: z.boolean().default(false),
	})
	.strict()
	.refine(({ at, ...rest }) => at === undefined || without(rest), {
		message: 'goes with neither shareTimestamps nor clockOffsetSeconds',
		path: ['at'],
	});

/** A run of the synchronization. */
export const syncSchema = z
	.object({
		/** The run ends with the state `error`. */
		fail: z.boolean().default(false),
		/** How long it takes; 0 ends it at once. */
		seconds: seconds.default(0),
		/** What it changes when it ends; nothing when it fails. */
		changes: changeSchema.optional(),
	})
	.strict();

export const reconnectSchema = z
	.object({
		/** The new token, which must be unused; a random one by default. */
		token: name.optional(),
	})
	.strict();

/** A storm of deliveries for load tests. */
export const stormSchema = z
	.object({
		/** Deliveries in total, repetitions included. */
		events: amount.min(1),
		/** Share of the deliveries that repeat another one exactly. */
		repeatShare: z.number().min(0).max(0.9).default(0),
		/** Share of the deliveries whose sender hangs up the first time, after `hangUpMs`, so that they are repeated. */
		hangUpShare: z.number().min(0).max(0.9).default(0),
		hangUpMs: z.number().positive().default(30),
		/** Records that each event tells of, in the shape `ids`. */
		keys: amount.min(1).default(1),
		/** Mixes the order; otherwise each repetition follows what it repeats. */
		shuffle: z.boolean().default(false),
		/** Deliveries under way at once. */
		concurrency: z.number().int().positive().default(50),
		/** The same seed gives the same IDs, records and order; without it every storm differs. */
		seed: z.union([name, z.number()]).transform(String).optional(),
		/** Type of the events, as in `fire`. */
		type: name.default('record.updated'),
		entity: entityName.default('purchase-orders'),
		/** Which webhook to send to; the first by default. */
		webhook: name.optional(),
		/** A delivery that failed is repeated after this time. */
		retrySeconds: z.number().positive().default(1),
		/** How long after the start a failed delivery is given up. */
		forSeconds: seconds.default(600),
	})
	.strict();

export type WebhookOptions = z.input<typeof webhookSchema>;
export type Webhook = z.output<typeof webhookSchema>;
export type FireRequest = z.input<typeof fireSchema>;
export type ChangeRequest = z.input<typeof changeSchema>;
export type ChangePlan = z.output<typeof changeSchema>;
export type SyncRequest = z.input<typeof syncSchema>;
export type ReconnectRequest = z.input<typeof reconnectSchema>;
export type StormRequest = z.input<typeof stormSchema>;
export type StormPlan = z.output<typeof stormSchema>;

function protocolOf(address: string): string {
	return URL.canParse(address) ? new URL(address).protocol : '';
}

function without(plan: { shareTimestamps?: unknown; clockOffsetSeconds?: unknown }): boolean {
	return plan.shareTimestamps === undefined && plan.clockOffsetSeconds === undefined;
}

/** The value with its defaults; throws an Error that names `what` and every option that is wrong. */
export function parseRequest<S extends z.ZodTypeAny>(
	schema: S,
	value: unknown,
	what: string,
): z.output<S> {
	const result = schema.safeParse(value) as z.SafeParseReturnType<unknown, z.output<S>>;
	if (result.success) return result.data;
	const faults = result.error.issues.map(({ path, message }) =>
		path.length === 0 ? message : `${path.join('.')}: ${message}`,
	);
	throw new Error(`${what} is not valid: ${faults.join('; ')}`);
}
