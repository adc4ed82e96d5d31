import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { serviceRequest, serviceRequestStatus, type Entity } from '../shared/catalogue';
import { executeNode, nodeMethods, nodeProperties } from '../shared/glue';

const entities: [Entity, ...Entity[]] = [serviceRequest, serviceRequestStatus];

export class MakiniServiceRequest implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Makini Service Request',
		name: 'makiniServiceRequest',
		icon: { light: 'file:makiniServiceRequest.svg', dark: 'file:makiniServiceRequest.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Read and create service requests in a CMMS/EAM through Makini',
		defaults: { name: 'Makini Service Request' },
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
