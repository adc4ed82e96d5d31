import { partition } from 'lodash';
import type { Entity } from '../catalogue/types';
import { differingFields } from './compare';
import type { Delivered, Delivery } from './deliver';
import { unreachable } from './deliver';
import { readRecord, type MakiniRecord } from './envelopes';
import { isUncertain, MakiniError, mayBeWritten } from './errors';
import { isHtml, unexpectedBody } from './explain';
import { withStop } from './readableText';
import { spoken } from './refusal';
import { MAX_TRIES, verify } from './retry';
import type { WireRequest, WireResponse } from './transport';

export interface CreatePlan {
	entity: Entity;
	data: MakiniRecord;
	request: WireRequest;
	delivery: Delivery;
	/** The field that tells what became of the create: the natural key as a rule; `undefined` where there is none. */
	lookUpBy: string | undefined;
	/** Records whose field {@link lookUpBy} has exactly this value, as a list has them now. */
	find: (value: string) => Promise<MakiniRecord[]>;
	/** Turns a refusal into an error. */
	refuse: (response: WireResponse) => Promise<MakiniError>;
	/** `verify`: find out what became of an uncertain create; `fail`: leave that to the user. */
	onUncertainWrite: 'verify' | 'fail';
	/**
	 * Whether this process has written a record for another item than the one that was sent at a time (ms since the epoch).
	 */
	isAnother: (record: MakiniRecord, sentAt: number) => boolean;
	/** Whether a record tells a time of creation before that. The system's clock may be wrong. */
	isOlder: (record: MakiniRecord, sentAt: number) => boolean;
	/** Whether lists show what was created at a time (ms since the epoch) or later. */
	showsLater: (since: number) => Promise<boolean>;
	/** Makes a record that differs as it was given, where that is wanted; else it may be an older one. */
	adopt?: (record: MakiniRecord) => Promise<MakiniRecord>;
	/** Milliseconds since the epoch. */
	now: () => number;
}

type Uncertain = Extract<Delivered, { kind: 'uncertain' }>;

const lookUpValue = ({ lookUpBy, data }: CreatePlan): string | undefined => {
	const value = lookUpBy === undefined ? undefined : data[lookUpBy];
	const text = typeof value === 'number' ? String(value) : value;
	return typeof text === 'string' && text.trim() !== '' ? text : undefined;
};

function uncertain(plan: CreatePlan, why: string, hint: string): MakiniError {
	const value = lookUpValue(plan);
	const name = value === undefined ? '' : ` ${value}`;
	return new MakiniError(`The ${plan.entity.singular}${name} may or may not have been created`, {
		kind: 'uncertain',
		hint: `${why} ${hint}`,
	});
}

function whatHappened({ cause }: Uncertain): string {
	if (cause.kind === 'failure') return `${unreachable(cause).message}.`;
	return withStop(
		`Makini answered with status ${cause.status}${spoken(cause) || ' in place of the created record'}`,
	);
}

/** @throws MakiniError (uncertain) where waiting or a look-up fails: that says nothing about the create. */
async function asking<T>(plan: CreatePlan, lost: Uncertain, ask: Promise<T>): Promise<T> {
	return await ask.catch((error: unknown) => {
		if (!(error instanceof MakiniError)) throw error;
		// Cancelled while it was looked for: nobody knows any more.
		if (error.kind === 'cancelled') throw mayBeWritten(error, false);
		throw uncertain(
			plan,
			whatHappened(lost),
			`It could not be looked up: ${error.message}. Look for it in Makini before you create it again.`,
		);
	});
}

/** What the records that a look-up found say: the one that is looked for, or `undefined` where it is not there. */
async function recognize(
	plan: CreatePlan,
	lost: Uncertain,
	found: readonly MakiniRecord[],
): Promise<MakiniRecord | undefined> {
	const { entity, data, lookUpBy } = plan;
	const [match] = found;
	if (!match) return undefined;
	if (found.length > 1) {
		const keys = found.map(({ key }) => String(key)).join(', ');
		throw uncertain(
			plan,
			whatHappened(lost),
			`There are ${found.length} ${entity.plural} with that ${lookUpBy} now (keys ${keys}). Check them in Makini before you create it again.`,
		);
	}
	const differing = differingFields(entity.fields, data, match);
	if (differing.length === 0) return match;
	if (plan.adopt) return await plan.adopt(match);
	throw uncertain(
		plan,
		whatHappened(lost),
		`There is one with that ${lookUpBy}, but it differs from what was sent (${differing.join(', ')}), so it may be an older one. Check it in Makini before you create it again.`,
	);
}

const isAsSent = ({ entity, data }: CreatePlan, record: MakiniRecord): boolean =>
	differingFields(entity.fields, data, record).length === 0;

/** An answer that cannot be read says nothing, and may be readable the next time. */
function unlessUnreadable(error: unknown): undefined {
	if (!(error instanceof MakiniError) || error.kind !== 'unexpectedBody') throw error;
	return undefined;
}

/** Looks for the record of an uncertain create. `undefined`: it certainly is not there and nobody is working on it. */
async function lookFor(
	plan: CreatePlan,
	lost: Uncertain,
	value: string,
	sentAt: number,
): Promise<MakiniRecord | undefined> {
	const { looks, again } = lost.verify;
	const since = plan.now();
	let maybeOlder = false;
	const look = async (): Promise<{ isCurrent: boolean; all: MakiniRecord[] }> => {
		// Before the look: only so a look that finds nothing comes after what the list is seen to show.
		const isCurrent =
			again === 'always' || (again === 'ifListsAreCurrent' && (await plan.showsLater(since)));
		return { isCurrent, all: await plan.find(value) };
	};
	for (const [index, ms] of looks.entries()) {
		await asking(plan, lost, plan.delivery.pause(ms));
		const isLast = index + 1 === looks.length;
		const seen = await asking(plan, lost, isLast ? look() : look().catch(unlessUnreadable));
		if (!seen) continue;
		const [older, found] = partition(
			seen.all.filter((record) => !plan.isAnother(record, sentAt)),
			(record) => plan.isOlder(record, sentAt),
		);
		const created = await recognize(plan, lost, found);
		if (created) return created;
		maybeOlder = older.some((record) => isAsSent(plan, record));
		if (seen.isCurrent && !maybeOlder) return undefined;
	}
	throw uncertain(
		plan,
		whatHappened(lost),
		maybeOlder
			? `There is one with that ${plan.lookUpBy} that was created earlier, by its own time, so it may be an older one. Check it in Makini before you create it again.`
			: 'It was not found, but Makini may still be working on it, or show it later. Look for it in Makini before you create it again.',
	);
}

/**
 * Creates a record once, whatever happens on the way: after an uncertain answer the record is looked up by its natural
 * key. It is sent again, with the same idempotency key, only where the API itself says that it was not done.
 * @throws MakiniError (uncertain) where that cannot be told; whatever delivery and refusal give otherwise.
 */
export async function createOnce(plan: CreatePlan): Promise<MakiniRecord> {
	const { entity, request, delivery, lookUpBy } = plan;
	const value = lookUpValue(plan);
	const sentAt = plan.now();
	for (let failures = 0; ; failures += 1) {
		const delivered = await delivery.deliver(request, failures);
		const lost = asUncertain(delivered, entity);
		if (lost === undefined && delivered.kind === 'response') {
			const record = readRecord(delivered.response.body, entity);
			const refused = delivered.response.status >= 300;
			if (record && !refused) return record;
			if (!refused) {
				// A page of a proxy in between says nothing of what became of it.
				const error = unexpectedBody(delivered.response, { entity, operation: 'create' });
				throw mayBeWritten(error, false);
			}
			const refusal = await plan.refuse(delivered.response);
			// A number that is taken by now may be that of an earlier try.
			throw failures === 0
				? refusal
				: uncertain(plan, `${refusal.message}.`, 'An earlier try may have created it.');
		}
		if (lost === undefined) continue;
		if (plan.onUncertainWrite === 'fail') {
			throw uncertain(
				plan,
				whatHappened(lost),
				'Look for it in Makini before you create it again. With "On Uncertain Write" set to "Verify" this is done for you.',
			);
		}
		if (value === undefined) {
			throw uncertain(
				plan,
				whatHappened(lost),
				`Without ${lookUpBy ? `a value for ${lookUpBy}` : 'a natural key'} it cannot be looked up. Look for it in Makini before you create it again.`,
			);
		}
		const found = await lookFor(plan, lost, value, sentAt);
		if (found) return found;
		if (failures + 1 >= MAX_TRIES) {
			if (lost.cause.kind === 'failure') throw unreachable(lost.cause);
			throw await plan.refuse(lost.cause);
		}
	}
}

/** A success without a readable record; a web page is no success, whatever its status says. */
function asUncertain(delivered: Delivered, entity: Entity): Uncertain | undefined {
	if (delivered.kind === 'uncertain') return delivered;
	const { response } = delivered;
	if (response.status >= 300 || isHtml(response.body)) return undefined;
	// The server says that it did it: if it cannot be found, it must not be sent again.
	return readRecord(response.body, entity) === undefined
		? { kind: 'uncertain', cause: response, verify: verify('never', 0) }
		: undefined;
}

/** Whether an error of a write leaves open whether it was done. */
export const leavesDoubt = (error: unknown): boolean =>
	error instanceof MakiniError && isUncertain(error);
