import type {
	ICredentialType,
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

/** A credential of the harness's own: a bearer token, written as a credential class would write it. */
export const probeCredential: ICredentialType = {
	name: 'probeApi',
	displayName: 'Probe API',
	properties: [{ displayName: 'Token', name: 'apiToken', type: 'string', default: '' }],
	authenticate: {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.apiToken}}' } },
	},
};

/** Sends the request that each item describes and returns what came back; proves the harness itself. */
export class ProbeNode implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Probe',
		name: 'probe',
		group: ['transform'],
		version: 1,
		description: 'Sends one request per item',
		defaults: { name: 'Probe' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'probeApi', required: true }],
		properties: [],
		usableAsTool: true,
	};

	/** What the request helper threw last, as the node itself received it. */
	thrown: unknown;

	execute: (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

	constructor() {
		const remember = (error: unknown) => (this.thrown = error);
		this.execute = async function () {
			const results: INodeExecutionData[] = [];
			for (const [item, { json }] of this.getInputData().entries()) {
				const request = json as unknown as IHttpRequestOptions;
				try {
					const response: unknown = await this.helpers.httpRequestWithAuthentication.call(
						this,
						'probeApi',
						{ returnFullResponse: true, ignoreHttpStatusErrors: true, ...request },
					);
					results.push({ json: JSON.parse(JSON.stringify(response)), pairedItem: { item } });
				} catch (error) {
					remember(error);
					throw error;
				}
			}
			return [results];
		};
	}
}
