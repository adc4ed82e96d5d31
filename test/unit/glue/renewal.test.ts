import type { IExecuteFunctions } from 'n8n-workflow';
import type { Send } from '../../../nodes/shared/client/wire/transport';
import { renewing } from '../../../nodes/shared/glue/session/tokenRenewal';
import { node } from './support';

const request = { method: 'GET', path: '/api/erp/vendors' } as const;

/** A server whose access can be renewed once with each refresh token, and whose new access ends the old one. */
class Server {
	/** What n8n has stored, read anew with each request. */
	stored = { access: 'ended', refresh: 0 };

	readonly renewals: string[] = [];

	private valid = { access: 'access-0', refresh: 0 };

	/** @param breaksOff the first renewal never reaches the server. */
	constructor(private breaksOff = false) {}

	/** How one execution sends with the credential that has this ID. */
	execution(id: string): Send {
		const context = {
			getNode: () => ({ ...node, credentials: { makiniOAuth2Api: { id, name: 'Makini' } } }),
			getCredentials: async () => await Promise.resolve({}),
		} as unknown as IExecuteFunctions;
		return renewing(
			context,
			{ name: 'makiniOAuth2Api', secrets: [] },
			async () => {
				const { access } = this.stored;
				await Promise.resolve();
				const status = access === this.valid.access ? 200 : 401;
				return { kind: 'response', status, headers: {}, body: undefined };
			},
			async () => await this.renew(),
		);
	}

	/** As n8n 1 does for each execution by itself. */
	private async renew(): Promise<void> {
		const { refresh } = this.stored;
		await new Promise((resolve) => setImmediate(resolve));
		if (this.breaksOff) {
			this.breaksOff = false;
			this.renewals.push('broken off');
		} else if (refresh !== this.valid.refresh) {
			this.renewals.push('refused');
		} else {
			this.valid = { access: `access-${refresh + 1}`, refresh: refresh + 1 };
			this.stored = this.valid;
			this.renewals.push('granted');
		}
	}
}

const statuses = async (sends: Send[]): Promise<unknown[]> => {
	const outcomes = await Promise.all(sends.map(async (send) => await send(request)));
	return outcomes.map((outcome) => (outcome.kind === 'response' ? outcome.status : outcome.kind));
};

test('executions at once with one credential renew it once, together', async () => {
	const server = new Server();
	const sends = Array.from({ length: 6 }, () => server.execution('credential-1'));
	expect(await statuses(sends)).toEqual([200, 200, 200, 200, 200, 200]);
	expect(server.renewals).toEqual(['granted']);
});

test('what one execution began and did not bring to its end is done by another', async () => {
	const server = new Server(true);
	const [first = 0, ...others] = await statuses(
		Array.from({ length: 4 }, () => server.execution('credential-2')),
	);
	expect(first).toBe(401);
	expect(others).toEqual([200, 200, 200]);
	expect(server.renewals).toEqual(['broken off', 'granted']);
});

test('credentials are renewed each by itself, again when it has ended again', async () => {
	const servers = [new Server(), new Server()];
	const sends = servers.map((server, index) => server.execution(`credential-${index + 3}`));
	expect(await statuses(sends)).toEqual([200, 200]);
	for (const server of servers) server.stored = { ...server.stored, access: 'ended' };
	expect(await statuses(sends)).toEqual([200, 200]);
	for (const { renewals } of servers) expect(renewals).toEqual(['granted', 'granted']);
});
