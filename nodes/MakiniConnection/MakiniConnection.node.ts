import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { connectionResources, executeNode, nodeMethods, nodeProperties } from '../shared/glue';

export class MakiniConnection implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Makini Connection',
		name: 'makiniConnection',
		icon: { light: 'file:makiniConnection.svg', dark: 'file:makiniConnection.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Watch and manage the connections of Makini to ERP, CMMS/EAM and WMS systems',
		defaults: { name: 'Makini Connection' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'makiniApi',
				required: true,
				testedBy: 'testMakiniConnection',
				displayOptions: {
					show: { resource: ['current', 'change', 'sync'], authentication: ['apiToken'] },
				},
			},
			{
				name: 'makiniOAuth2Api',
				required: true,
				displayOptions: {
					show: { resource: ['current', 'change', 'sync'], authentication: ['oAuth2'] },
				},
			},
			{
				name: 'makiniClientCredentialsApi',
				required: true,
				testedBy: 'testMakiniApplication',
				displayOptions: { show: { resource: ['client', 'connection', 'platform'] } },
			},
		],
		properties: nodeProperties(connectionResources),
	};

	methods = nodeMethods(connectionResources);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeNode(this, connectionResources);
	}
}
