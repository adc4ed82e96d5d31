import { byOrderNo, type Difference } from './check';
import { Known, tell, type Told } from './known';
import {
	changedOrders,
	compareByMeaning,
	textOf,
	type ComparedSystem,
	type MeaningOptions,
} from './meaning';
import { referencesOf, type OrderReference } from './orderReferences';

const ORDERS = 'purchase-orders';

/** Why B cannot take an order as A has it. */
export interface Obstacle {
	/** `doubtful`: several bear the name, or the code is one record's and the name another one's. */
	kind: 'lacking' | 'deleted' | 'doubtful' | 'locked';
	/** Where it stands in the order, such as `vendorKey` or `lineItems.0.uomKey`. */
	field: string;
	/** Code, else name, of what cannot be told in B, or of the status in B that locks the order. */
	word: string;
}

/** A reference whose code B does not have, to the one record there with the same name. */
export interface ByName {
	orderNo: string;
	field: string;
	/** Code in A. */
	word: string;
	/** Code in B. */
	other: string;
}

/** What a sync of the changed orders of A is to come to, by order number. */
export interface SyncExpectation {
	created: string[];
	updated: string[];
	/** They mean the same in B already. */
	unchanged: string[];
	refused: Array<{ orderNo: string; obstacles: Obstacle[] }>;
	/** Of the orders that arrive. */
	byName: ByName[];
}

export interface ExpectationOptions extends MeaningOptions {
	/** Codes of statuses of B whose orders take no change. */
	locked?: readonly string[];
}

/**
 * Says from the data of both systems what is to become of each changed order of A: it arrives in B,
 * is there already, or cannot arrive, and why. A reference goes by its code, else by its name. It
 * knows nothing of the nodes.
 */
export function expectedSync(
	a: ComparedSystem,
	b: ComparedSystem,
	{ locked = [], ...options }: ExpectationOptions,
): SyncExpectation {
	const { values = [], changedSince } = options;
	const [inA, inB] = [new Known(a), new Known(b)];
	const compared = compareByMeaning(a, b, options);
	const equal = new Set(compared.equal);
	const missing = new Set(compared.missing);
	const differing = new Map(compared.differing.map((each) => [each.orderNo, each.differences]));
	const there = byOrderNo(b.records(ORDERS));

	const told = ({
		field,
		target,
		value,
	}: OrderReference): { word: string; told: Told } | undefined => {
		const record = inA.byKey(target, value);
		if (!record) return undefined;
		const word = textOf(record);
		const other = values.find((each) => each.field === field && each.from === word)?.to;
		const [code, name] = [record.code, record.name].map((text) =>
			typeof text === 'string' ? text : undefined,
		);
		return { word, told: tell(inB, target, other ?? code, other ?? name) };
	};
	const locks = (orderNo: string): Obstacle[] =>
		(there.get(orderNo) ?? []).flatMap(({ statusKey }): Obstacle[] => {
			const status = inB.byKey('statuses/purchase-orders', statusKey);
			return status && locked.includes(textOf(status))
				? [{ kind: 'locked', field: 'statusKey', word: textOf(status) }]
				: [];
		});

	const result: SyncExpectation = {
		created: [],
		updated: [],
		unchanged: [],
		refused: [],
		byName: [],
	};
	for (const order of changedOrders(a, changedSince)) {
		const orderNo = String(order.orderNo);
		const untold: Obstacle[] = [];
		const byName: ByName[] = [];
		for (const reference of referencesOf(order)) {
			const found = told(reference);
			if (!found || found.told.kind === 'code') continue;
			const place = { field: reference.path, word: found.word };
			if ('other' in found.told) {
				if (found.told.other !== found.word)
					byName.push({ orderNo, ...place, other: found.told.other });
			} else untold.push({ kind: found.told.kind, ...place });
		}
		const isEqual =
			equal.has(orderNo) ||
			differing.get(orderNo)?.every((each) => isByName(each, byName)) === true;
		// What is equal is not written, so a lock does not matter.
		const obstacles = untold.length > 0 || isEqual ? untold : locks(orderNo);
		if (obstacles.length > 0) {
			result.refused.push({ orderNo, obstacles });
			continue;
		}
		result.byName.push(...byName);
		const fate = isEqual ? 'unchanged' : missing.has(orderNo) ? 'created' : 'updated';
		result[fate].push(orderNo);
	}
	return result;
}

/** Whether a difference is no other than that one name has two codes. */
export const isByName = (
	{ orderNo, field, a, b }: Difference,
	byName: readonly ByName[],
): boolean =>
	byName.some(
		(each) =>
			each.orderNo === orderNo && each.field === field && each.word === a && each.other === b,
	);
