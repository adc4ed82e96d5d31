import type { INodeProperties } from 'n8n-workflow';
import type { RequestContext } from './types';
import { CREDENTIAL, type CredentialName } from './settings';

/** The credential types of a connection, by the values of the parameter. */
export const BY_AUTHENTICATION: Readonly<Record<string, CredentialName>> = {
	apiToken: CREDENTIAL,
	oAuth2: 'makiniOAuth2Api',
};

/** Chooses how the connection is reached; shown everywhere, or for some resources only. */
export const authenticationProperty = (resources?: string[]): INodeProperties => ({
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	...(resources ? { displayOptions: { show: { resource: resources } } } : {}),
	options: [
		{ name: 'API Token', value: 'apiToken', description: "With the connection's own token" },
		{ name: 'OAuth2', value: 'oAuth2', description: 'With the consent of who owns the system' },
	],
	default: 'apiToken',
	description: 'How n8n gets access to the connection',
});

function chosenAuthentication(context: RequestContext): unknown {
	if ('getCurrentNodeParameter' in context)
		return context.getCurrentNodeParameter('authentication');
	// Triggers have no items, so their parameters are not read by an item's number.
	if ('getActivationMode' in context || 'getRequestObject' in context) {
		return context.getNodeParameter('authentication', 'apiToken');
	}
	return context.getNodeParameter('authentication', 0, 'apiToken');
}

/** The type of the credential that a node reaches its connection with. */
export const chosenCredential = (context: RequestContext): CredentialName =>
	BY_AUTHENTICATION[String(chosenAuthentication(context))] ?? CREDENTIAL;
