/** The account of every n8n started here. It listens on this machine only, so the password is no secret. */
export const owner = {
	email: 'demo@example.com',
	password: 'Makini-demo-1',
	firstName: 'Demo',
	lastName: 'Owner',
};

/** An answer of n8n's own API that is not a success. */
export class RestError extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
		this.name = 'RestError';
	}
}

interface Settings {
	userManagement: { showSetupOnFirstLoad?: boolean };
}

/** Talks to the API that n8n's editor uses, as the owner. */
export class N8nClient {
	private cookie = '';

	constructor(readonly url: string) {}

	/** The text of a file that a node put out, wherever n8n keeps it. */
	async file(binary: { data: string; id?: string } | undefined): Promise<string> {
		if (!binary) throw new Error('The node put out no file');
		if (binary.id === undefined) return Buffer.from(binary.data, 'base64').toString('utf8');
		const query = new URLSearchParams({ id: binary.id, action: 'download' });
		const response = await fetch(`${this.url}/rest/binary-data?${query.toString()}`, {
			headers: { cookie: this.cookie },
		});
		if (!response.ok) throw new RestError(response.status, `No file: ${await response.text()}`);
		return await response.text();
	}

	/** Sends one request; returns the `data` of the answer. */
	async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.url}/rest${path}`, {
			method,
			headers: {
				'content-type': 'application/json',
				// One that was kept open may have been closed by n8n unnoticed, while a check kept this process busy.
				connection: 'close',
				...(this.cookie && { cookie: this.cookie }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await response.text();
		if (!response.ok) {
			throw new RestError(
				response.status,
				`n8n answered ${response.status} to ${method} ${path}: ${text.slice(0, 500)}`,
			);
		}
		const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
		if (cookies.length > 0) this.cookie = cookies.join('; ');
		return (JSON.parse(text) as { data: T }).data;
	}

	/** Logs in as the owner; a fresh n8n gets the owner first. */
	async logIn(): Promise<void> {
		const settings = await this.request<Settings>('GET', '/settings');
		if (settings.userManagement.showSetupOnFirstLoad) {
			await this.request('POST', '/owner/setup', owner);
			return;
		}
		const { email, password } = owner;
		await this.request('POST', '/login', { email, emailOrLdapLoginId: email, password });
	}
}
