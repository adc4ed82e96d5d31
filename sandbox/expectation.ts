import { byOrderNo } from './check';
import {
	changedOrders,
	compareByMeaning,
	folded,
	textOf,
	type ComparedSystem,
	type MeaningOptions,
} from './meaning';
import { referencesOf, type OrderReference } from './orderReferences';
import type { StoredRecord } from './base';

/** Why B cannot take an order as A has it. */
export interface Obstacle {
	kind: 'lacking' | 'deleted' | 'locked';
	/** Where it stands in the order, such as `vendorKey` or `lineItems.0.uomKey`. */
	field: string;
	/** Code, else name, of what B lacks, or of the status in B that locks the order. */
	word: string;
}

/** What a sync of the changed orders of A is to come to, by order number. */
export interface SyncExpectation {
	created: string[];
	updated: string[];
	/** They mean the same in B already. */
	unchanged: string[];
	refused: Array<{ orderNo: string; obstacles: Obstacle[] }>;
}

export interface ExpectationOptions extends MeaningOptions {
	/** Codes of statuses of B whose orders take no change. */
	locked?: readonly string[];
}

/** Finds the records of a system by key, and by the text that people know them by. */
class Known {
	private readonly byEntity = new Map<
		string,
		{ byKey: Map<string, StoredRecord>; byText: Map<string, StoredRecord[]> }
	>();

	constructor(private readonly system: ComparedSystem) {}

	textOf({ target, value }: Pick<OrderReference, 'target' | 'value'>): string | undefined {
		const record = this.of(target).byKey.get(String(value));
		return record && textOf(record);
	}

	called(target: string, text: string): StoredRecord[] {
		return this.of(target).byText.get(folded(text)) ?? [];
	}

	private of(entity: string) {
		let known = this.byEntity.get(entity);
		if (!known) {
			known = { byKey: new Map(), byText: new Map() };
			for (const record of this.system.records(entity)) {
				known.byKey.set(record.key, record);
				const text = folded(textOf(record));
				known.byText.set(text, [...(known.byText.get(text) ?? []), record]);
			}
			this.byEntity.set(entity, known);
		}
		return known;
	}
}

/**
 * Says from the data of both systems what is to become of each changed order of A: it arrives in B,
 * is there already, or cannot arrive, and why. It knows nothing of the nodes.
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
	const there = byOrderNo(b.records('purchase-orders'));

	const unresolved = (reference: OrderReference): Obstacle[] => {
		const { field, path, target } = reference;
		const word = inA.textOf(reference);
		if (word === undefined) return [];
		const mapped = values.find((each) => each.field === field && each.from === word)?.to ?? word;
		const found = inB.called(target, mapped);
		if (found.some(({ deletedAt }) => typeof deletedAt !== 'string')) return [];
		return [{ kind: found.length > 0 ? 'deleted' : 'lacking', field: path, word }];
	};
	const locks = (orderNo: string): Obstacle[] =>
		(there.get(orderNo) ?? []).flatMap(({ statusKey }): Obstacle[] => {
			const word = inB.textOf({ target: 'statuses/purchase-orders', value: statusKey });
			return word !== undefined && locked.includes(word)
				? [{ kind: 'locked', field: 'statusKey', word }]
				: [];
		});

	const result: SyncExpectation = { created: [], updated: [], unchanged: [], refused: [] };
	for (const order of changedOrders(a, changedSince)) {
		const orderNo = String(order.orderNo);
		const lacking = referencesOf(order).flatMap(unresolved);
		// What is equal is not written, so a lock does not matter.
		const obstacles = lacking.length > 0 || equal.has(orderNo) ? lacking : locks(orderNo);
		if (obstacles.length > 0) result.refused.push({ orderNo, obstacles });
		else if (equal.has(orderNo)) result.unchanged.push(orderNo);
		else if (missing.has(orderNo)) result.created.push(orderNo);
		else result.updated.push(orderNo);
	}
	return result;
}
