import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { inventory, type Entity } from '../shared/catalogue';
import { executeNode, nodeMethods, nodeProperties } from '../shared/glue';

const entities: [Entity, ...Entity[]] = [inventory];

export class MakiniInventory implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Makini Inventory',
		name: 'makiniInventory',
		icon: { light: 'file:makiniInventory.svg', dark: 'file:makiniInventory.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Read and update quantities and costs on hand in an ERP, CMMS/EAM or WMS through Makini',
		defaults: { name: 'Makini Inventory' },
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
