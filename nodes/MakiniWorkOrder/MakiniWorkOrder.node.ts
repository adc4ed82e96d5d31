import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import {
	workOrder,
	workOrderMaterial,
	workOrderCustomField,
	workOrderStatus,
	type Entity,
} from '../shared/catalogue';
import { executeNode, nodeMethods, nodeProperties } from '../shared/glue';

const entities: [Entity, ...Entity[]] = [
	workOrder,
	workOrderMaterial,
	workOrderCustomField,
	workOrderStatus,
];

export class MakiniWorkOrder implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Makini Work Order',
		name: 'makiniWorkOrder',
		icon: { light: 'file:makiniWorkOrder.svg', dark: 'file:makiniWorkOrder.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Read and write work orders and their materials in a CMMS/EAM through Makini',
		defaults: { name: 'Makini Work Order' },
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
