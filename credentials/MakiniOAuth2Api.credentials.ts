import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class MakiniOAuth2Api implements ICredentialType {
	name = 'makiniOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Makini OAuth2 API';

	icon: Icon = { light: 'file:makini.svg', dark: 'file:makini.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-makini/n8n-nodes-makini#oauth2';

	properties: INodeProperties[] = [
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: 'authorizationCode',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'string',
			default: 'https://link.makini.io/oauth/authorize',
			required: true,
			placeholder: 'e.g. https://link.makini.io/oauth/authorize',
			description:
				'Where the customer connects the system. Change it only if your Makini runs elsewhere.',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'string',
			default: 'https://api.makini.io/link/token',
			required: true,
			placeholder: 'e.g. https://api.makini.io/link/token',
			description: 'Where the token is fetched. Change it only if your Makini runs elsewhere.',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'body',
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
}
