import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { pollingMethods, pollingProperties, pollNode } from '../shared/glue/polling';

export class MakiniPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Makini Polling Trigger',
		name: 'makiniPollingTrigger',
		icon: { light: 'file:makiniPollingTrigger.svg', dark: 'file:makiniPollingTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["source"] === "connection" ? "connection" : $parameter["entity"] + ": " + $parameter["events"].join(", ") }}',
		description:
			'Starts the workflow when records of an ERP, CMMS/EAM or WMS change, or when their connection needs attention, by asking Makini at intervals',
		defaults: { name: 'Makini Polling Trigger' },
		polling: true,
		inputs: [],
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
		properties: pollingProperties(),
	};

	methods = pollingMethods();

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollNode(this);
	}
}
