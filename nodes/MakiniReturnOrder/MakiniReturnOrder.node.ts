import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { returnOrder, returnOrderStatus, type Entity } from '../shared/catalogue';
import { executeNode, nodeMethods, nodeProperties } from '../shared/glue';

const entities: [Entity, ...Entity[]] = [returnOrder, returnOrderStatus];

export class MakiniReturnOrder implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Makini Return Order',
		name: 'makiniReturnOrder',
		icon: { light: 'file:makiniReturnOrder.svg', dark: 'file:makiniReturnOrder.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Read and write return orders of an ERP, CMMS/EAM or WMS through Makini',
		defaults: { name: 'Makini Return Order' },
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
