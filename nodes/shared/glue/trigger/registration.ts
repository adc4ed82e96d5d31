import type { IHookFunctions } from 'n8n-workflow';
import { inputError } from '../../client/errors';
import { nodeError } from '../nodeErrors';
import { webhookSecrets } from './secrets';
import { triggerOptions } from './settings';

const hint =
	'Copy the webhook secret from Makini (Developers > Webhooks in the portal, or the settings of the connection) into the field Webhook Secret of the Makini credential that this node uses, then activate the workflow again. There, enter the production URL of this node as the address of the webhook. To receive events without a proof that Makini sent them, switch off Verify Signature in the options.';

async function canVerify(context: IHookFunctions): Promise<boolean> {
	try {
		return (await webhookSecrets(context)).length > 0;
	} catch {
		return false;
	}
}

const isReady = async (context: IHookFunctions): Promise<boolean> =>
	!triggerOptions(context).verifySignature || (await canVerify(context));

/**
 * Makini publishes no endpoint to register a webhook at: it is entered by hand in its portal. What can be seen to here is
 * that nothing is received that could not be verified.
 */
export const webhookMethods = {
	default: {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			return await isReady(this);
		},

		async create(this: IHookFunctions): Promise<boolean> {
			if (await isReady(this)) return true;
			const message = 'The Makini credential has no webhook secret, so no event could be verified';
			const error = inputError(`${message}. ${hint}`, hint);
			throw nodeError(error, { node: this.getNode(), secrets: [] });
		},

		async delete(this: IHookFunctions): Promise<boolean> {
			return true;
		},
	},
};
