import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import {
	account,
	company,
	currency,
	exchangeRate,
	labor,
	location,
	organization,
	site,
	storeroom,
	tax,
	team,
	unitOfMeasure,
	user,
	type Entity,
} from '../shared/catalogue';
import { executeNode, nodeMethods, nodeProperties } from '../shared/glue';

const entities: [Entity, ...Entity[]] = [
	organization,
	site,
	location,
	storeroom,
	account,
	team,
	labor,
	user,
	unitOfMeasure,
	company,
	tax,
	currency,
	exchangeRate,
];

export class MakiniReferenceData implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Makini Reference Data',
		name: 'makiniReferenceData',
		icon: { light: 'file:makiniReferenceData.svg', dark: 'file:makiniReferenceData.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Read sites, locations, accounts, people, units and other records that an ERP, CMMS/EAM or WMS builds on, through Makini',
		defaults: { name: 'Makini Reference Data' },
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
