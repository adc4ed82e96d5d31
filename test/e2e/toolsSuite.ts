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
import { SPOKEN, spokenOrders } from '../support/spokenOrder';
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

const orderNumber = {
	__rl: true,
	mode: 'number',
	value: fromAI('Order_No', 'Number of the order'),
};

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
	tool('Read Order by Number', 'get', { recordKey: orderNumber, references: 'names' }),
	tool('Update Order by Number', 'update', {
		recordKey: orderNumber,
		inputMode: 'fields',
		fields: {
			mappingMode: 'defineBelow',
			value: {
				vendor: fromAI('Vendor', 'Code or name of the vendor'),
				lineItems: fromAI('Line_Items', 'All lines of the order as JSON', 'json'),
			},
		},
	}),
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

/** What an agent says of the order and its vendor. */
const WORDS = { Order_No: SPOKEN.orderNo, Vendor: SPOKEN.vendor };

/** What it says of a line. */
const ADDED = { material: SPOKEN.material, quantity: 5 };

const linesOf = (order: Record<string, unknown> | undefined): Array<Record<string, unknown>> =>
	(order?.lineItems ?? []) as Array<Record<string, unknown>>;

const keyOf = (entity: string, field: string, value: string): string =>
	String(connection.records(entity).find((record) => record[field] === value)?.key);

const numbered = (orderNo: string) =>
	connection.records('purchase-orders').filter((order) => order.orderNo === orderNo);

/** The nodes as tools of an AI agent, called as one calls them. */
export const toolsSuite: Suite = {
	name: 'tools',
	async before({ n8n }) {
		sandbox = await startSandbox({
			connections: [
				{ ...spokenOrders, name: 'plant', token: TOKEN, systemType: 'erp', apiStyle: 'module' },
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
				Read_Order_by_Number: 'Get a purchase order in Makini Purchase Order',
				Update_Order_by_Number: 'Update a purchase order in Makini Purchase Order',
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
		test('a line alone does not take the place of the others, and an agent is told so', async () => {
			const [before] = numbered(SPOKEN.orderNo);
			const { text } = await client.call('Update_Order_by_Number', {
				...WORDS,
				Line_Items: [ADDED],
			});
			match(text, /Line Items leaves out 3 of the 3 lines that the purchase order has/);
			deepEqual(numbered(SPOKEN.orderNo), [before]);
		}),
		test('adds a line to an order by words alone: reads it, and gives all lines', async () => {
			const [before] = numbered(SPOKEN.orderNo);
			const [read] = recordsIn(
				await client.call('Read_Order_by_Number', { Order_No: SPOKEN.orderNo }),
			);
			recordsIn(
				await client.call('Update_Order_by_Number', {
					...WORDS,
					Line_Items: [...linesOf(read), ADDED],
				}),
			);
			const [after] = numbered(SPOKEN.orderNo);
			equal(after?.vendorKey, keyOf('vendors', 'name', SPOKEN.vendor));
			const said = (lines: Array<Record<string, unknown>>) =>
				lines.map(({ lineNo, materialKey, quantity, price, uomKey }) => ({
					lineNo,
					materialKey,
					quantity: Number(quantity),
					price,
					uomKey,
				}));
			deepEqual(said(linesOf(after).slice(0, 3)), said(linesOf(before)));
			const material = keyOf('materials', 'code', SPOKEN.material);
			const added = linesOf(after).slice(3);
			deepEqual(
				added.map(({ materialKey, quantity }) => [materialKey, Number(quantity)]),
				[[material, 5]],
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
