import { startSandbox, type FaultRule, type RunningSandbox } from '../../../sandbox/server/server';
import type { Dialect } from '../../../sandbox/dialects/types';
import type { CredentialValues } from '../../support/engine';
import { ENTITIES } from '../../../sandbox/contract/entities';
import { credentialsFor, type Style } from '../support';
import { CONNECTION_NAME, type MatrixOperation, type Scene, type Side } from './operations';

/** The secret of the sandboxes' application. */
export const CLIENT_SECRET = 'secret-of-the-application-9f3b';

export interface Stage extends Scene {
	credentials: CredentialValues;
	setFaults: (rules: FaultRule[]) => void;
	/** Whether a fault has struck. */
	isStruck: () => boolean;
}

/** So few of everything that a connection is soon as new. */
const FEW = Object.fromEntries(ENTITIES.map(({ name }) => [name, 5]));

async function start(side: Side, apiStyle: Style, dialect: Dialect): Promise<RunningSandbox> {
	return await startSandbox({
		connections: [
			{
				name: CONNECTION_NAME,
				token: 'first-token-7f3a9c51',
				systemType: side === 'application' ? 'erp' : side,
				apiStyle,
				counts: FEW,
				orders: 45,
				vendors: 25,
				maxPageSize: 10,
				unpublished: 'support',
				dialect,
			},
		],
		oauth: { clientSecret: CLIENT_SECRET },
	});
}

/** The sandboxes of a test file, one for each side, in one dialect. Those of applications are made for one case. */
export class Stages {
	private readonly known = new Map<Side, RunningSandbox>();

	constructor(
		private readonly style: Style,
		private readonly dialect: Dialect = {},
	) {}

	/** A connection as new, with a token that no case before it had, so that nothing learned from them counts. */
	async open({ side }: MatrixOperation): Promise<Stage> {
		const { style } = this;
		if (side === 'application') return await this.openApplication();
		const sandbox = await this.sandboxOf(side);
		const server = sandbox.connection(CONNECTION_NAME);
		server.setFaults([]);
		server.setState('done');
		const { created, updated, deleted, statusChanges, faults } = server.counters();
		const isChanged = created + updated + deleted + statusChanges + (faults.movedList ?? 0) > 0;
		if (isChanged) server.reload();
		server.reset();
		const apiToken = server.reconnect();
		return {
			sandbox,
			server,
			style,
			credentials: credentialsFor(sandbox.url, { apiToken, systemType: side, apiStyle: style }),
			setFaults: (rules) => server.setFaults(rules),
			isStruck: () => Object.keys(server.counters().faults).length > 0,
		};
	}

	async close(): Promise<void> {
		for (const sandbox of this.known.values()) await sandbox.stop();
		this.known.clear();
	}

	private async openApplication(): Promise<Stage> {
		await this.known.get('application')?.stop();
		this.known.delete('application');
		const sandbox = await this.sandboxOf('application');
		const { url: baseUrl } = sandbox;
		return {
			sandbox,
			server: sandbox.connection(CONNECTION_NAME),
			style: this.style,
			credentials: {
				makiniClientCredentialsApi: {
					accessToken: '',
					clientId: 'sandbox-client',
					clientSecret: CLIENT_SECRET,
					baseUrl,
					tokenUrl: `${baseUrl}/link/token`,
				},
			},
			setFaults: (rules) => sandbox.setSystemFaults(rules),
			isStruck: () => sandbox.systemLog().some(({ fault }) => fault !== undefined),
		};
	}

	private async sandboxOf(side: Side): Promise<RunningSandbox> {
		const known = this.known.get(side) ?? (await start(side, this.style, this.dialect));
		this.known.set(side, known);
		return known;
	}
}
