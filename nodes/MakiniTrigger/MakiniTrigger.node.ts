import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { credentialTests } from '../shared/glue/credentials/credentialTests';
import { receiveWebhook, triggerProperties, webhookMethods } from '../shared/glue/trigger';

export class MakiniTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Makini Trigger',
		name: 'makiniTrigger',
		icon: { light: 'file:makiniTrigger.svg', dark: 'file:makiniTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts the workflow when Makini sends a webhook: changed records, syncs, connections',
		eventTriggerDescription: '',
		activationMessage: 'Enter the production URL of the trigger in Makini to receive events.',
		defaults: { name: 'Makini Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'makiniApi',
				required: true,
				testedBy: 'testMakiniConnection',
				displayOptions: { show: { authentication: ['apiToken'] } },
			},
			{
				name: 'makiniOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
			{
				name: 'makiniClientCredentialsApi',
				required: true,
				testedBy: 'testMakiniApplication',
				displayOptions: { show: { authentication: ['clientCredentials'] } },
			},
		],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Empty, so that the answer is what the node gives: n8n's default takes its place otherwise.
				responseData: '',
				path: 'webhook',
			},
		],
		properties: triggerProperties,
	};

	methods = { credentialTest: credentialTests };

	webhookMethods = webhookMethods;

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveWebhook(this);
	}
}
