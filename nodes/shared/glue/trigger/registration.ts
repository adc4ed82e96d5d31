import type { IHookFunctions } from 'n8n-workflow';
import { inputError } from '../../client/errors/errors';
import { nodeError } from '../session/nodeErrors';
import { webhookSecrets } from './secrets';
import { triggerOptions, unknownChoices } from './triggerSettings';

const hint =
	'Copy the webhook secret from Makini (Developers > Webhooks in the portal, or the settings of the connection) into the field Webhook Secret of the Makini credential that this node uses, then activate the workflow again. There, enter the production URL of this node as the address of the webhook. To receive events without a proof that Makini sent them, switch off Verify Signature in the options.';

async function canVerify(context: IHookFunctions): Promise<boolean> {
	try {
		return (await webhookSecrets(context)).length > 0;
	} catch {
		return false;
	}
}

/** What keeps the trigger from doing what it was set to. */
interface Fault {
	message: string;
	description: string;
}

const named = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

const unknownNames = (what: string, field: string, names: readonly string[]): Fault[] =>
	names.length === 0
		? []
		: [
				{
					message: `"${field}" has ${what} that this node does not know: ${named(names)}`,
					description: `Choose from the list under "${field}". An expression has to give the values of the list, such as ${field === 'Entities' ? 'purchaseOrder' : 'recordUpdated'}.`,
				},
			];

async function faultsOf(context: IHookFunctions): Promise<Fault[]> {
	const options = triggerOptions(context);
	const unknown = unknownChoices(context);
	const readsAsApplication =
		options.readRecords && context.getNodeParameter('authentication', '') === 'clientCredentials';
	return [
		...(options.verifySignature && !(await canVerify(context))
			? [
					{
						message: 'The Makini credential has no webhook secret, so no event could be verified',
						description: hint,
					},
				]
			: []),
		...unknownNames('events', 'Trigger On', unknown.events),
		...unknownNames('records', 'Entities', unknown.entities),
		...(readsAsApplication
			? [
					{
						message: 'Records cannot be read with the credential of an application',
						description:
							'Choose the credential of the connection under "Authentication", or remove the option "Read Records".',
					},
				]
			: []),
	];
}

/**
 * Makini publishes no endpoint to register a webhook at: it is entered by hand in its portal. What
 * can be seen to here is that nothing is received that could not be verified, and that nothing that
 * was chosen is left out.
 */
export const webhookMethods = {
	default: {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			return (await faultsOf(this)).length === 0;
		},

		async create(this: IHookFunctions): Promise<boolean> {
			const [fault] = await faultsOf(this);
			if (!fault) return true;
			const { message, description } = fault;
			const error = inputError(`${message}. ${description}`, description);
			throw nodeError(error, { node: this.getNode(), secrets: [] });
		},

		async delete(this: IHookFunctions): Promise<boolean> {
			return true;
		},
	},
};
