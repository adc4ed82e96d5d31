import type { Entity } from '../catalogue/types';
import { differingFields } from './compare';
import type { Delivered, Delivery } from './deliver';
import { unreachable } from './deliver';
import { readRecord, type MakiniRecord } from './envelopes';
import { MakiniError, mayBeWritten } from './errors';
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
	/** Records whose field {@link lookUpBy} has exactly this value. */
	find: (value: string) => Promise<MakiniRecord[]>;
	/** Turns a refusal into an error. */
	refuse: (response: WireResponse) => Promise<MakiniError>;
	/** `verify`: find out what became of an uncertain create; `fail`: leave that to the user. */
	onUncertainWrite: 'verify' | 'fail';
	/** There was certainly no such record before the create. */
	knownAbsent: boolean;
	/** Keys of records that this execution has created for other items. */
	claimed: Pick<ReadonlySet<string>, 'has'>;
}

export interface Created {
	record: MakiniRecord;
	/** The response was lost, and the record was found by its natural key. */
	recovered: boolean;
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

/** @throws MakiniError (uncertain) where the look-up fails: that says nothing about the create. */
async function findAfter(
	plan: CreatePlan,
	lost: Uncertain,
	value: string,
): Promise<MakiniRecord[]> {
	const found = await plan.find(value).catch((error: unknown) => ({ error }));
	if (Array.isArray(found)) return found;
	const { error } = found;
	if (!(error instanceof MakiniError) || error.kind === 'cancelled') throw error;
	throw uncertain(
		plan,
		whatHappened(lost),
		`It could not be looked up: ${error.message}. Look for it in Makini before you create it again.`,
	);
}

/** Looks for the record of an uncertain create. `undefined`: it certainly is not there and nobody is working on it. */
async function lookFor(
	plan: CreatePlan,
	lost: Uncertain,
	value: string,
): Promise<MakiniRecord | undefined> {
	const { entity, data, delivery, claimed, lookUpBy } = plan;
	for (const ms of lost.verify.looks) {
		await delivery.pause(ms);
		const all = await findAfter(plan, lost, value);
		const found = all.filter(({ key }) => !claimed.has(String(key)));
		const [match] = found;
		if (found.length > 1) {
			throw uncertain(
				plan,
				whatHappened(lost),
				`There are ${found.length} ${entity.plural} with that ${lookUpBy} now. Check them in Makini before you create it again.`,
			);
		}
		if (!match) continue;
		const differing = plan.knownAbsent ? [] : differingFields(entity.fields, data, match);
		if (differing.length === 0) return match;
		throw uncertain(
			plan,
			whatHappened(lost),
			`There is one with that ${lookUpBy}, but it differs from what was sent (${differing.join(', ')}), so it may be an older one. Check it in Makini before you create it again.`,
		);
	}
	if (!lost.verify.mayBeRunning) return undefined;
	throw uncertain(
		plan,
		whatHappened(lost),
		'It was not found, but Makini may still be working on it. Look for it in Makini before you create it again.',
	);
}

/**
 * Creates a record once, whatever happens on the way: after an uncertain answer the record is looked up by its natural
 * key, and sent again, with the same idempotency key, only if it certainly is not there.
 * @throws MakiniError (uncertain) where that cannot be told; whatever delivery and refusal give otherwise.
 */
export async function createOnce(plan: CreatePlan): Promise<Created> {
	const { entity, request, delivery, lookUpBy } = plan;
	const value = lookUpValue(plan);
	for (let failures = 0; ; failures += 1) {
		const delivered = await delivery.deliver(request, failures);
		const lost = asUncertain(delivered);
		if (lost === undefined && delivered.kind === 'response') {
			const record = readRecord(delivered.response.body);
			const refused = delivered.response.status >= 300;
			if (record && !refused) return { record, recovered: false };
			throw refused
				? await plan.refuse(delivered.response)
				: unexpectedBody(delivered.response, { entity, operation: 'create' });
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
		const found = await lookFor(plan, lost, value).catch((error: unknown) => {
			// Cancelled while it was looked for: nobody knows any more.
			throw error instanceof MakiniError && error.kind === 'cancelled'
				? mayBeWritten(error)
				: error;
		});
		if (found) return { record: found, recovered: true };
		if (failures + 1 >= MAX_TRIES) {
			if (lost.cause.kind === 'failure') throw unreachable(lost.cause);
			throw await plan.refuse(lost.cause);
		}
	}
}

/** A success without a readable record; a web page is no success, whatever its status says. */
function asUncertain(delivered: Delivered): Uncertain | undefined {
	if (delivered.kind === 'uncertain') return delivered;
	const { response } = delivered;
	if (response.status >= 300 || isHtml(response.body)) return undefined;
	// The server says that it did it: if it cannot be found, it must not be sent again.
	return readRecord(response.body) === undefined
		? { kind: 'uncertain', cause: response, verify: verify('running', 0) }
		: undefined;
}
