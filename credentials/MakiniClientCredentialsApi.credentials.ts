import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

/** Statuses by which a token endpoint says that it does not know the application. Others may pass. */
const REFUSALS = [400, 401, 403];

/** Milliseconds without an answer after which the token endpoint counts as unavailable. */
const TIMEOUT_MS = 30_000;

/** An error that the nodes recognize by its code. It tells nothing of what was sent or received. */
const tokenError = (code: string, message: string): Error =>
	Object.assign(new Error(message), { code });

const unavailable = (): Error =>
	tokenError('MAKINI_TOKEN_UNAVAILABLE', 'The token URL gives no token');

export class MakiniClientCredentialsApi implements ICredentialType {
	name = 'makiniClientCredentialsApi';

	displayName = 'Makini Client Credentials API';

	icon: Icon = { light: 'file:makini.svg', dark: 'file:makini.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-makini/n8n-nodes-makini#client-credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'Identifies your application at Makini, not one of its connections',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The secret that belongs to the client ID',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.makini.io',
			required: true,
			placeholder: 'e.g. https://api.makini.io',
			description: 'Address of the Makini API. Change it only if your Makini runs elsewhere.',
		},
		{
			displayName: 'Token URL',
			name: 'tokenUrl',
			type: 'string',
			default: 'https://api.makini.io/link/token',
			required: true,
			placeholder: 'e.g. https://api.makini.io/link/token',
			description: 'Where the token is fetched. Change it only if your Makini runs elsewhere.',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Secret that Makini signs its webhooks with. Needed only for the Makini trigger; leave empty otherwise.',
		},
		{
			displayName: 'Previous Webhook Secret',
			name: 'previousWebhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Accepted as well while the webhook secret is being replaced. Remove it once Makini signs with the new one.',
		},
	];

	/**
	 * Fetches a token. When it ends is not kept: Makini gives it as a number of seconds, as a point in time or as text, and
	 * a refused token is replaced in any case.
	 */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const options: IHttpRequestOptions = {
			method: 'POST',
			url: String(credentials.tokenUrl ?? '').trim(),
			body: {
				grant_type: 'client_credentials',
				client_id: String(credentials.clientId ?? '').trim(),
				client_secret: String(credentials.clientSecret ?? '').trim(),
			},
			headers: { Accept: 'application/json' },
			json: true,
			timeout: TIMEOUT_MS,
			// A redirect could carry the secret to another host.
			disableFollowRedirect: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
		};
		const answer = (await this.helpers.httpRequest(options).catch(() => {
			throw unavailable();
		})) as { statusCode: number; body?: { access_token?: unknown } };
		if (REFUSALS.includes(answer.statusCode)) {
			throw tokenError(
				'MAKINI_TOKEN_REFUSED',
				'Makini did not accept the client ID and the client secret',
			);
		}
		const token = answer.statusCode < 300 ? answer.body?.access_token : undefined;
		if (typeof token !== 'string' || token === '') throw unavailable();
		return { accessToken: token };
	}

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.accessToken}}' } },
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{$credentials.baseUrl}}', url: '/api/system/client' },
	};
}
