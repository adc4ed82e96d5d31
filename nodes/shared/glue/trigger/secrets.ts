import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { BY_AUTHENTICATION } from '../session/chosenCredential';
import { CREDENTIAL, type CredentialName } from '../session/settings';

const CREDENTIAL_TYPES: Readonly<Record<string, CredentialName>> = {
	...BY_AUTHENTICATION,
	clientCredentials: 'makiniClientCredentialsApi',
};

const secret = z.string().trim().catch('');

const fields = z.object({ webhookSecret: secret, previousWebhookSecret: secret });

/**
 * The secrets that webhooks may be signed with: the current one first. None if the credential has none.
 * @throws Error where the credential is missing or cannot be read.
 */
export async function webhookSecrets(
	context: IWebhookFunctions | IHookFunctions,
): Promise<string[]> {
	const authentication = String(context.getNodeParameter('authentication', 'apiToken'));
	const type = CREDENTIAL_TYPES[authentication] ?? CREDENTIAL;
	const { webhookSecret, previousWebhookSecret } = fields.parse(await context.getCredentials(type));
	// The previous one alone is nothing to go by: it is to be removed when the rotation is over.
	return webhookSecret ? [webhookSecret, previousWebhookSecret].filter(Boolean) : [];
}
