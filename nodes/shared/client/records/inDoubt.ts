import type { Entity } from '../../catalogue/types';
import type { Delivered } from '../traffic/delivery';
import { unreachable } from '../traffic/delivery';
import { readRecord, type MakiniRecord } from '../wire/envelopes';
import { isUncertain, MakiniError, mayBeWritten } from '../errors/errors';
import { isHtml, unreadable } from '../refusals/explain';
import type { Deliverer } from '../requests/preview';
import { whatCame } from '../requests/requests';
import { MAX_TRIES, verify } from '../traffic/retryPolicy';
import { whyUnclear, type Sighting } from './sighting';
import type { WireRequest, WireResponse } from '../wire/transport';

export interface CreatePlan {
	entity: Entity;
	data: MakiniRecord;
	request: WireRequest;
	delivery: Deliverer;
	/** The field that tells what became of the create: the natural key as a rule; `undefined` where there is none. */
	lookUpBy: string | undefined;
	/** Records whose field {@link lookUpBy} has exactly this value, as a list has them now. */
	find: (value: string) => Promise<MakiniRecord[]>;
	/** Turns a refusal into an error. */
	refuse: (response: WireResponse) => Promise<MakiniError>;
	/** `verify`: find out what became of an uncertain create; `fail`: leave that to the user. */
	onUncertainWrite: 'verify' | 'fail';
	/** Looks for the record of a create whose answer was lost. */
	seeking: <T>(look: () => Promise<T>) => Promise<T>;
	/** What records with that value say of the creation that was sent at a time (ms since the epoch). */
	sighting: (found: readonly MakiniRecord[], sentAt: number) => Sighting;
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

const whatHappened = ({ cause }: Uncertain): string =>
	whatCame(cause, ' in place of the created record');

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

/** An answer that cannot be read says nothing, and may be readable the next time. */
export function unlessUnreadable(error: unknown): undefined {
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
	let seen: Sighting = { kind: 'none' };
	const look = async (): Promise<{ isCurrent: boolean; found: MakiniRecord[] }> => {
		// Before the look: only so a look that finds nothing comes after what the list is seen to show.
		const isCurrent =
			again === 'always' || (again === 'ifListsAreCurrent' && (await plan.showsLater(since)));
		return { isCurrent, found: await plan.find(value) };
	};
	for (const [index, ms] of looks.entries()) {
		await asking(plan, lost, plan.delivery.pause(ms));
		const isLast = index + 1 === looks.length;
		const looked = await asking(plan, lost, isLast ? look() : look().catch(unlessUnreadable));
		if (!looked) continue;
		seen = plan.sighting(looked.found, sentAt);
		if (seen.kind === 'one' && seen.differing.length === 0) return seen.record;
		if (seen.kind === 'one' && plan.adopt) return await plan.adopt(seen.record);
		// What the API itself says not to have done is no record that is there.
		const isAbsent = seen.kind === 'none' || (seen.kind === 'older' && again === 'always');
		if (isAbsent && looked.isCurrent) return undefined;
		if (!isAbsent && seen.kind !== 'older') break;
	}
	const why =
		seen.kind === 'none'
			? 'It was not found, but Makini may still be working on it, or show it later. Look for it'
			: whyUnclear(seen, plan.entity, plan.lookUpBy ?? 'number');
	throw uncertain(plan, whatHappened(lost), `${why} in Makini before you create it again.`);
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
				const error = unreadable(delivered.response, { entity, operation: 'create' });
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
		const found = await plan.seeking(async () => await lookFor(plan, lost, value, sentAt));
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
