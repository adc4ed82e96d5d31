import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { apiRequestResources, executeNode, nodeMethods, nodeProperties } from '../shared/glue';

export class MakiniApiRequest implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Makini API Request',
		name: 'makiniApiRequest',
		icon: { light: 'file:makiniApiRequest.svg', dark: 'file:makiniApiRequest.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			"Send any request to Makini, or through it to the connected system's own API and tables",
		defaults: { name: 'Makini API Request' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
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
		],
		properties: nodeProperties(apiRequestResources),
	};

	methods = nodeMethods(apiRequestResources);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeNode(this, apiRequestResources);
	}
}
