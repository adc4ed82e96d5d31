import type { History } from './play';
import type { RequestLog } from './network';
import type { Change } from './server';
import { keyOf } from './node';
import type { Item } from './story';

/** A change of an order together with the request that made it. */
export interface Entry extends Change {
	request?: RequestLog;
}

/** The request that deleted an order: the one that was told so, else the only one that was told nothing. */
function whoDeleted({ key, at }: Change, deletions: readonly RequestLog[]): RequestLog | undefined {
	const asked = deletions.filter(
		({ target, sentAt }) => target.endsWith(`/${key}`) && sentAt <= at,
	);
	const told = asked.find(({ outcome }) => typeof outcome === 'number' && outcome < 300);
	const untold = asked.filter(({ outcome }) => typeof outcome !== 'number' || outcome >= 500);
	return told ?? (untold.length === 1 ? untold[0] : undefined);
}

/** All that happened to the orders, and who did it. */
export class Ledger {
	readonly entries: Entry[];

	constructor({ changes, requests }: Pick<History, 'changes' | 'requests'>) {
		const byId = new Map(requests.map((request) => [request.id, request]));
		const deletions = requests.filter(({ method }) => method === 'DELETE');
		this.entries = changes.map((change) => {
			if (change.isForeign) return change;
			if (change.what !== 'deleted') return { ...change, request: byId.get(change.by ?? '') };
			const request = whoDeleted(change, deletions);
			return { ...change, request, isForeign: request === undefined };
		});
	}

	/** Key of an order that was there at the beginning. */
	keyOf(no: string, orders: number): string {
		return keyOf(no, orders);
	}

	/** What an execution did to orders of a number, or for one item. */
	by(execution: number, item: Item): Entry[] {
		return this.entries.filter(
			({ request }) =>
				request?.execution === execution &&
				request.body?.orderNo === item.no &&
				request.body.title === item.title &&
				request.body.code === item.code,
		);
	}

	/** The orders that were there at a time, each as it was. */
	at(time: number, initial: readonly Change['order'][]): Map<string, Change['order']> {
		const orders = new Map(initial.map((order) => [order.key, order]));
		for (const { at, what, key, order } of this.entries) {
			if (at > time) break;
			if (what === 'deleted') orders.delete(key);
			else orders.set(key, order);
		}
		return orders;
	}

	/** Every state that an order was in at some time from `from` to `to`. */
	states(key: string, from: number, to: number, initial: readonly Change['order'][]) {
		const states: Array<Change['order'] | undefined> = [this.at(from, initial).get(key)];
		for (const entry of this.entries) {
			if (entry.key !== key || entry.at <= from || entry.at > to) continue;
			states.push(entry.what === 'deleted' ? undefined : entry.order);
		}
		return states;
	}
}
