import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import {
	applicationOf,
	grantRequest,
	ownerOf,
	readGrant,
} from '../nodes/shared/client/requests/tokenGrant';

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
			displayName: 'Owner of the Access Token',
			name: 'tokenOwner',
			type: 'hidden',
			typeOptions: { password: true },
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
				'Secret that Makini signs its webhooks with (header X-Webhook-Signature). Needed only for the Makini trigger; leave empty otherwise.',
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

	/** Fetches a token, which n8n keeps with the credential. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const application = applicationOf(credentials);
		const options: IHttpRequestOptions = {
			method: 'POST',
			url: application.tokenUrl,
			body: grantRequest(application),
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
		})) as { statusCode: number; body?: unknown };
		const grant = readGrant(answer.statusCode, answer.body);
		if (grant.kind === 'refused') {
			throw tokenError(
				'MAKINI_TOKEN_REFUSED',
				'Makini did not accept the client ID and the client secret',
			);
		}
		if (grant.kind !== 'granted') throw unavailable();
		return { accessToken: grant.token, tokenOwner: ownerOf(application) };
	}

	/**
	 * Sends the token, unless it was given to another application before the credential was changed:
	 * n8n keeps it until it is refused. A request without a token is refused, and n8n then fetches
	 * the new application's one.
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { accessToken, tokenOwner } = credentials;
		if (tokenOwner !== ownerOf(applicationOf(credentials))) return requestOptions;
		const headers = { ...requestOptions.headers, Authorization: `Bearer ${String(accessToken)}` };
		return { ...requestOptions, headers };
	}
}
