import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { connectionCredential } from '../../scripts/host/demo';
import {
	activateWorkflow,
	deactivateWorkflow,
	storeCredential,
	storeWorkflow,
	type WorkflowFile,
} from '../../scripts/host/workflows';
import {
	startSandbox,
	type ConnectionControl,
	type RunningSandbox,
} from '../../sandbox/server/server';
import type { EndToEndTest, Suite } from './suite';
import { McpClient, type ToolResult } from './tools/mcpClient';

const CREDENTIAL = 'Makini for tools';
const TOKEN = 'token-of-the-tools';
const SERVER = 'MCP Server Trigger';

let sandbox: RunningSandbox;
let connection: ConnectionControl;
let workflow: string;
let client: McpClient;

/** What the sparkles button beside a parameter puts there. */
const fromAI = (key: string, description: string, type = 'string'): string =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`${description}\`, '${type}') }}`;

function tool(name: string, operation: string, parameters: Record<string, unknown>) {
	return {
		id: name,
		name,
		type: 'n8n-nodes-makini.makiniPurchaseOrderTool',
		typeVersion: 1,
		position: [0, 200],
		parameters: {
			descriptionType: 'auto',
			resource: 'purchaseOrder',
			operation,
			...parameters,
		},
		credentials: { makiniApi: { id: null, name: CREDENTIAL } },
	};
}

const orderKey = { __rl: true, mode: 'id', value: fromAI('Purchase_Order', 'Key of the order') };

const tools = [
	tool('Find Purchase Orders', 'getAll', {
		returnAll: false,
		limit: fromAI('Limit', 'Most orders to give', 'number'),
		output: 'simplified',
		filters: {
			conditions: [
				{ field: 'orderNo', operator: 'eq', value: fromAI('Order_No', 'Number of the order') },
			],
		},
	}),
	tool('Create Purchase Order', 'create', {
		inputMode: 'fields',
		fields: {
			mappingMode: 'defineBelow',
			value: {
				orderNo: fromAI('Order_No', 'Number of the new order'),
				description: fromAI('Description', 'What is ordered'),
				lineItems: fromAI('Line_Items', 'Line items as JSON', 'json'),
			},
		},
	}),
	tool('Delete Purchase Order', 'delete', { recordKey: orderKey }),
	tool('Get Purchase Order', 'get', { recordKey: orderKey }),
];

const file: WorkflowFile = {
	name: 'Makini as tools',
	nodes: [
		{
			id: 'server',
			name: SERVER,
			type: '@n8n/n8n-nodes-langchain.mcpTrigger',
			typeVersion: 2,
			position: [0, 0],
			parameters: { path: 'makini-tools' },
			webhookId: 'makini-tools',
		} as WorkflowFile['nodes'][number],
		...tools,
	],
	connections: Object.fromEntries(
		tools.map(({ name }) => [name, { ai_tool: [[{ node: SERVER, type: 'ai_tool', index: 0 }]] }]),
	),
};

const recordsIn = ({ isError, text }: ToolResult): Array<Record<string, unknown>> => {
	equal(isError, false, text);
	return JSON.parse(text) as Array<Record<string, unknown>>;
};

const test = (name: string, run: EndToEndTest['run']): EndToEndTest => ({ name, run });

const numbered = (orderNo: string) =>
	connection.records('purchase-orders').filter((order) => order.orderNo === orderNo);

/** The nodes as tools of an AI agent, called as one calls them. */
export const toolsSuite: Suite = {
	name: 'tools',
	async before({ n8n }) {
		sandbox = await startSandbox({
			connections: [
				{ name: 'plant', token: TOKEN, systemType: 'erp', apiStyle: 'module', orders: 20 },
			],
		});
		connection = sandbox.connection('plant');
		await storeCredential(n8n.client, connectionCredential(CREDENTIAL, TOKEN, sandbox.url));
		workflow = await storeWorkflow(n8n.client, file);
		await activateWorkflow(n8n.client, workflow);
		client = await McpClient.connect(`${n8n.url}/mcp/makini-tools`);
	},
	tests: [
		test('an agent is told what each tool does, and that a deletion is for good', async () => {
			const offered = await client.tools();
			deepEqual(Object.fromEntries(offered.map(({ name, description }) => [name, description])), {
				Find_Purchase_Orders: 'Get many purchase orders in Makini Purchase Order',
				Create_Purchase_Order: 'Create a purchase order in Makini Purchase Order',
				Delete_Purchase_Order: 'Delete a purchase order permanently in Makini Purchase Order',
				Get_Purchase_Order: 'Get a purchase order in Makini Purchase Order',
			});
		}),
		test('arguments stand where $fromAI does, in the field mapper too', async () => {
			const create = (await client.tools()).find(({ name }) => name.startsWith('Create'));
			deepEqual(Object.keys(create?.inputSchema.properties ?? {}).sort(), [
				'Description',
				'Line_Items',
				'Order_No',
			]);
		}),
		test('creates an order with line items, once', async () => {
			const lineItems = [{ itemNo: '10', quantity: 4, unitPrice: 12.5 }];
			const [created] = recordsIn(
				await client.call('Create_Purchase_Order', {
					Order_No: 'AI-1',
					Description: 'Bearings',
					Line_Items: lineItems,
				}),
			);
			const [stored, ...others] = numbered('AI-1');
			equal(others.length, 0);
			equal(created?.key, stored?.key);
			equal(stored?.description, 'Bearings');
			deepEqual(
				(stored?.lineItems as Array<{ quantity: string }>).map(({ quantity }) => Number(quantity)),
				[4],
			);
		}),
		test('finds it by a filter', async () => {
			const found = recordsIn(
				await client.call('Find_Purchase_Orders', { Order_No: 'AI-1', Limit: 5 }),
			);
			deepEqual(
				found.map(({ orderNo }) => orderNo),
				['AI-1'],
			);
		}),
		test('a wrong argument comes back as an error that an agent can act on', async () => {
			const { text } = await client.call('Get_Purchase_Order', { Purchase_Order: 'no-such-key' });
			match(text, /was not found|does not exist|no purchase order/i);
			ok(!text.includes(TOKEN));
		}),
		test('deletes it', async () => {
			const key = String(numbered('AI-1')[0]?.key);
			recordsIn(await client.call('Delete_Purchase_Order', { Purchase_Order: key }));
			equal(numbered('AI-1').length, 0);
		}),
	],
	async after({ n8n }) {
		await deactivateWorkflow(n8n.client, workflow);
		await sandbox.stop();
	},
};
