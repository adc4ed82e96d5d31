import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { preventiveMaintenance, type Entity } from '../shared/catalogue';
import { executeNode, nodeMethods, nodeProperties } from '../shared/glue';

const entities: [Entity, ...Entity[]] = [preventiveMaintenance];

export class MakiniPreventiveMaintenance implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Makini Preventive Maintenance',
		name: 'makiniPreventiveMaintenance',
		icon: {
			light: 'file:makiniPreventiveMaintenance.svg',
			dark: 'file:makiniPreventiveMaintenance.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Read preventive maintenance plans in a CMMS/EAM through Makini',
		defaults: { name: 'Makini Preventive Maintenance' },
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
