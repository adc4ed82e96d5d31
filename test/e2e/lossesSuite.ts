import { deepEqual, equal, match } from 'node:assert/strict';
import { connectionCredential } from '../../scripts/host/demo';
import { runWorkflow, type Execution } from '../../scripts/host/executions';
import { storeCredential, storeWorkflow, type WorkflowNode } from '../../scripts/host/workflows';
import { unlikeErpSystems } from '../../sandbox/scenarios';
import {
	startSandbox,
	type ConnectionControl,
	type RunningSandbox,
} from '../../sandbox/server/server';
import type { EndToEnd, EndToEndTest, Suite } from './suite';

const CREDENTIAL = 'Makini Losses';
const WRITE = 'Create or Update';

let sandbox: RunningSandbox;
let makini: ConnectionControl;

type Step = Pick<WorkflowNode, 'name' | 'type' | 'typeVersion' | 'parameters'>;

/** A table as people keep it: a row for each line of an order. */
const LINES = [
	'orderNo,vendor,lineNo,material,quantity',
	'LOSS-1,V-0001,10,40063813,5',
	'LOSS-1,V-0001,20,40063813,7',
	'LOSS-2,V-0001,10,40063813,9',
].join('\n');

/** One item that a field of its own describes. */
const given = (json: object): Step => ({
	name: 'Given',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { mode: 'raw', jsonOutput: JSON.stringify(json), options: {} },
});

const ordersGiven = (...orders: object[]): Step[] => [
	given({ orders }),
	{
		name: 'One by One',
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		parameters: { fieldToSplitOut: 'orders', options: {} },
	},
];

const csvFile: Step[] = [
	given({ text: LINES }),
	{
		name: 'As a File',
		type: 'n8n-nodes-base.convertToFile',
		typeVersion: 1.1,
		parameters: {
			operation: 'toText',
			sourceProperty: 'text',
			options: { fileName: 'orders.csv' },
		},
	},
];

const extracted: Step = {
	name: 'Extract from File',
	type: 'n8n-nodes-base.extractFromFile',
	typeVersion: 1,
	parameters: { operation: 'csv', options: {} },
};

/** The Makini node as its form is after somebody chose the action and nothing else. */
const writing = (parameters: Record<string, unknown>): Step => ({
	name: WRITE,
	type: 'n8n-nodes-makini.makiniPurchaseOrder',
	typeVersion: 1,
	parameters: {
		resource: 'purchaseOrder',
		operation: 'upsert',
		matchField: 'orderNo',
		options: {},
		...parameters,
	},
});

const mappedAutomatically = writing({
	inputMode: 'fields',
	fields: {
		mappingMode: 'autoMapInputData',
		value: null,
		matchingColumns: ['orderNo'],
		schema: [],
	},
});

/** Runs these nodes one after the other, from a click on "Execute workflow". */
async function runSteps(
	{ n8n }: EndToEnd,
	steps: readonly Step[],
	more: object = {},
): Promise<Execution> {
	const trigger: Step = {
		name: 'Run by Hand',
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		parameters: {},
	};
	const nodes = [trigger, ...steps].map((step, index) => ({
		...step,
		id: `00000000-0000-4000-8000-00000000010${index}`,
		position: [index * 220, 0],
		...(step.name === WRITE
			? { credentials: { makiniApi: { id: null, name: CREDENTIAL } }, ...more }
			: {}),
	}));
	const connections = Object.fromEntries(
		nodes.slice(1).map(({ name }, index) => {
			const before = nodes[index]?.name ?? '';
			return [before, { main: [[{ node: name, type: 'main', index: 0 }]] }];
		}),
	);
	const id = await storeWorkflow(n8n.client, {
		name: 'What could be lost in silence',
		nodes,
		connections,
		settings: {},
	});
	makini.reset();
	return await runWorkflow(n8n.client, id);
}

function assertNothingWritten(): void {
	const { created, updated, byMethod } = makini.counters();
	const { POST = 0, PUT = 0, PATCH = 0, DELETE = 0 } = byMethod;
	deepEqual({ created, updated, POST, PUT, PATCH, DELETE }, NOTHING);
}

const NOTHING = { created: 0, updated: 0, POST: 0, PUT: 0, PATCH: 0, DELETE: 0 };

/** A run that n8n shows as failed, with this text at the node that writes. */
const refused = (
	name: string,
	steps: readonly Step[],
	message: RegExp,
	description: RegExp,
): EndToEndTest => ({
	name,
	async run(context) {
		const execution = await runSteps(context, steps);
		equal(execution.status, 'error');
		const shown = execution.failure(WRITE);
		console.log(`    ${shown?.message}`);
		match(shown?.message ?? '', message);
		match(shown?.description ?? '', description);
		assertNothingWritten();
	},
});

/** Mistakes in the input that once lost data without a word, as n8n shows them today. */
export const lossesSuite: Suite = {
	name: 'losses',
	async before({ n8n }) {
		const [, b] = unlikeErpSystems({ orders: 300, vendors: 60 });
		if (!b) throw new Error('The scenario has no connection b');
		sandbox = await startSandbox({ connections: [b] });
		makini = sandbox.connection(b.name);
		await storeCredential(n8n.client, connectionCredential(CREDENTIAL, b.token, sandbox.url));
	},
	tests: [
		refused(
			'a CSV file with a row for each line is refused with the columns that would be lost',
			[...csvFile, writing({ inputMode: 'file', binaryPropertyName: 'data', fileFormat: 'auto' })],
			/The file has columns of line items: "lineNo", "material", "quantity"/,
			/one purchase order.*in the column "lineItems"/,
		),
		refused(
			'the same table out of Extract from File, mapped automatically, is refused with these columns',
			[...csvFile, extracted, mappedAutomatically],
			/The input has columns that are no fields: "lineNo", "material", "quantity"/,
			/Rename them to what they are, map the fields by hand/,
		),
		{
			name: 'one order number twice with other contents fails both',
			async run(context) {
				const steps = ordersGiven(
					{ orderNo: 'LOSS-3', title: 'One' },
					{ orderNo: 'LOSS-3', title: 'Other' },
				);
				const more = { onError: 'continueErrorOutput' };
				const execution = await runSteps(context, [...steps, mappedAutomatically], more);
				equal(execution.status, 'success', execution.error);
				deepEqual(execution.items(WRITE), []);
				const errors = execution.items(WRITE, 1).map(({ json }) => json.error);
				equal(errors.length, 2);
				for (const error of errors) {
					const { message } = error as { message: string };
					console.log(`    ${message}`);
					match(message, /^Items 0 and 1 have the same order number LOSS-3 and differ in title/);
				}
				assertNothingWritten();
			},
		},
		refused(
			'the same stops the workflow where nobody takes the errors',
			[
				...ordersGiven({ orderNo: 'LOSS-3', title: 'One' }, { orderNo: 'LOSS-3', title: 'Other' }),
				mappedAutomatically,
			],
			/Items 0 and 1 have the same order number LOSS-3 and differ in title/,
			/./,
		),
		refused(
			'columns that are no fields are named, and nothing is written without them',
			[
				...ordersGiven({ orderNo: 'LOSS-4', 'PO Date': '2026-05-01', Supplier: 'V-0001' }),
				mappedAutomatically,
			],
			/The input has columns that are no fields: "PO Date", "Supplier"/,
			/They would not be written/,
		),
		refused(
			'an empty vendor is an error, and clears nothing',
			[...ordersGiven({ orderNo: 'LOSS-5', vendor: '', title: 'Bearings' }), mappedAutomatically],
			/^Vendor is empty/,
			/An empty text would clear it/,
		),
	],
	async after() {
		await sandbox.stop();
	},
};
