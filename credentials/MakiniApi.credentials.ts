import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class MakiniApi implements ICredentialType {
	name = 'makiniApi';

	displayName = 'Makini API';

	icon: Icon = { light: 'file:makini.svg', dark: 'file:makini.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-makini/n8n-nodes-makini#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The token of one connection. Each connected system has its own; reconnecting a system issues a new one.',
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
			displayName: 'System Type',
			name: 'systemType',
			type: 'options',
			options: [
				{ name: 'EAM or CMMS', value: 'eam', description: 'Maintenance and assets' },
				{ name: 'ERP', value: 'erp', description: 'Purchasing, finance and sales' },
				{ name: 'WMS', value: 'wms', description: 'Warehouses' },
			],
			default: 'erp',
			description: 'Category of the connected system. It decides which records are offered.',
		},
		{
			displayName: 'API Style',
			name: 'apiStyle',
			type: 'options',
			options: [
				{
					name: 'By System Type',
					value: 'module',
					description: 'Paths such as /api/erp/purchase-orders: the published contract',
				},
				{
					name: 'Version 1',
					value: 'v1',
					description: 'Paths such as /api/v1/purchase-orders, where your account uses them',
				},
			],
			default: 'module',
			description: 'How your Makini account writes its addresses. Leave as is if you do not know.',
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

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.apiToken}}' } },
	};
}
