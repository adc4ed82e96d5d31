import type { CredentialInput, WorkflowFile } from '../../../scripts/host/workflows';

const CREDENTIAL = 'Makini polled';

export const credential = (baseUrl: string, apiToken: string): CredentialInput => ({
	name: CREDENTIAL,
	type: 'makiniApi',
	data: { apiToken, baseUrl, systemType: 'erp', apiStyle: 'module', webhookSecret: '' },
});

/** What is told of each item; short, because there are many. */
const BODY = `={{ JSON.stringify($input.all().map(({ json }) => ({ event: json.event, key: json.data.key, at: json.data.updatedAt, deliveryId: json.deliveryId }))) }}`;

/**
 * A workflow that hands on what the trigger gives out, in one request for each execution.
 * @param seconds at which seconds of every minute it polls, each a time of its own: n8n refuses
 * intervals below a minute.
 */
export function workflow(url: string, seconds: readonly number[]): WorkflowFile {
	const [trigger, sender] = ['Makini Polling Trigger', 'Send'];
	const nodes = [
		{
			id: '1',
			name: trigger,
			type: 'n8n-nodes-makini.makiniPollingTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {
				pollTimes: {
					item: seconds.map((second) => ({
						mode: 'custom',
						cronExpression: `${second} * * * * *`,
					})),
				},
				source: 'records',
				entity: 'purchaseOrder',
				events: ['created', 'updated'],
			},
			credentials: { makiniApi: { id: null, name: CREDENTIAL } },
		},
		{
			id: '2',
			name: sender,
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			position: [200, 0],
			executeOnce: true,
			parameters: {
				method: 'POST',
				url,
				sendBody: true,
				contentType: 'json',
				specifyBody: 'json',
				jsonBody: BODY,
			},
		},
	];
	return {
		name: 'Polled changes',
		nodes,
		connections: { [trigger]: { main: [[{ node: sender, type: 'main', index: 0 }]] } },
		// The items would be stored with every execution; what they said is known here.
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' },
	};
}
