import type { ConnectionOptions, Counters } from '../../sandbox/server/server';
import { SandboxProcess } from '../host/sandbox';
import type { Surroundings } from './model';

/** A connection of the sandbox, as a scenario uses it. */
export class Peer {
	private token = '';

	private numbers: string[] = [];

	constructor(
		private readonly sandbox: SandboxProcess,
		private readonly options: ConnectionOptions,
	) {}

	/** Gives out a token that nobody has learned anything about, and {@link reset resets} the connection. */
	async renew(): Promise<void> {
		this.token = await this.sandbox.reconnect(this.options.name);
		await this.reset();
	}

	/** Puts data and faults back as they were, counts anew, and begins a window of the limit with the next request. */
	async reset(): Promise<void> {
		const { name, faults = [] } = this.options;
		await this.sandbox.reload(name);
		await this.sandbox.setFaults(name, faults);
		// This also makes the records, so that no request that is measured has to wait for that.
		this.numbers = await this.orderNumbers();
		await this.sandbox.reset(name);
	}

	get surroundings(): Surroundings {
		const { systemType, apiStyle } = this.options;
		const { url } = this.sandbox;
		const values = { apiToken: this.token, baseUrl: url, systemType, apiStyle, webhookSecret: '' };
		return { url, credentials: { makiniApi: values }, orderNumbers: this.numbers };
	}

	async counters(): Promise<Counters> {
		return await this.sandbox.counters(this.options.name);
	}

	/** Numbers of the purchase orders on the server, in its order. */
	async orderNumbers(): Promise<string[]> {
		const orders = await this.sandbox.orders(this.options.name);
		return orders.map(({ orderNo }) => String(orderNo));
	}
}

export interface Peers {
	/** The connection of that name. */
	of: (name: string) => Peer;
	stop: () => Promise<void>;
}

/** A sandbox in a process of its own, with a connection for each scenario: 50 ms latency unless told. */
export async function startPeers(
	scenarios: ReadonlyArray<{ name: string; connection: Partial<ConnectionOptions> }>,
): Promise<Peers> {
	const connections = scenarios.map(({ name, connection }): ConnectionOptions => ({
		...{ name, token: `first-token-of-${name}`, systemType: 'erp', apiStyle: 'module' },
		...{ latencyMs: 50, linesPerOrder: 2 },
		...connection,
	}));
	const sandbox = await SandboxProcess.startWith(connections);
	const peers = new Map(connections.map((options) => [options.name, new Peer(sandbox, options)]));
	return {
		of: (name) => {
			const peer = peers.get(name);
			if (!peer) throw new Error(`The sandbox has no connection "${name}"`);
			return peer;
		},
		stop: async () => await sandbox.process.stop(),
	};
}
