import { create, readPages } from './httpRequest';
import { readAll, write } from './makini';
import { measure } from './measure';
import type { Peer } from './peer';
import { newOrders } from './scenarios/size';

const ROUNDS = 3;

/** Runs both nodes until Node.js has compiled what they use often. */
export async function warmUp(peer: Peer): Promise<void> {
	const items = newOrders(1_000, 'W');
	const subjects = [
		readAll(100),
		readPages({ pageSize: 500 }),
		write('create', [items]),
		create(items, { size: 31, intervalMs: 50 }),
	];
	for (let round = 0; round < ROUNDS; round += 1) {
		for (const subject of subjects) {
			await peer.renew();
			await measure(subject, peer);
		}
	}
}
