import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { product, productGroup, type Entity } from '../shared/catalogue';
import { executeNode, nodeMethods, nodeProperties } from '../shared/glue';

const entities: [Entity, ...Entity[]] = [product, productGroup];

export class MakiniProduct implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Makini Product',
		name: 'makiniProduct',
		icon: { light: 'file:makiniProduct.svg', dark: 'file:makiniProduct.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Read and write products of an ERP or WMS through Makini',
		defaults: { name: 'Makini Product' },
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
		properties: nodeProperties(entities),
	};

	methods = nodeMethods(entities);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeNode(this, entities);
	}
}
