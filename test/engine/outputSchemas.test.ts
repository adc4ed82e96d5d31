import path from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import packageJson from '../../package.json';
import { builtNode } from '../support/engine';
import { shownFields } from '../support/outputSchemas';

/** What these give out is whatever the API gives: Makini publishes nothing of it. */
const OPEN: ReadonlyMap<string, ReadonlySet<string>> = new Map([
	['MakiniConnection', new Set(['connection createToken', 'platform getAll'])],
]);
const OPEN_NODES = new Set(['MakiniApiRequest', 'MakiniTrigger', 'MakiniPollingTrigger']);

const valuesOf = ({ options = [] }: INodeProperties): string[] =>
	(options as INodePropertyOptions[]).map(({ value }) => String(value));

const NODES = packageJson.n8n.nodes
	.map((file) => path.basename(file, '.node.js'))
	.filter((name) => !OPEN_NODES.has(name));

test.each(NODES)('n8n shows the fields of every operation of %s before it ran', async (name) => {
	const { description } = await builtNode(name);
	const missing: string[] = [];
	let count = 0;
	for (const property of description.properties.filter(({ name: own }) => own === 'operation')) {
		for (const resource of property.displayOptions?.show?.resource ?? []) {
			for (const operation of valuesOf(property)) {
				const fields = shownFields(name, String(resource), operation) ?? [];
				count += 1;
				if (fields.length === 0) missing.push(`${String(resource)} ${operation}`);
			}
		}
	}
	expect(count).toBeGreaterThan(0);
	expect(new Set(missing)).toEqual(OPEN.get(name) ?? new Set());
});

test('code and name stand beside keys where records are read, and not in the answer to a write', () => {
	const read = shownFields('MakiniPurchaseOrder', 'purchaseOrder', 'getAll');
	expect(read).toEqual(expect.arrayContaining(['orderNo', 'vendorKey', 'vendor', 'lineItems']));
	const written = shownFields('MakiniPurchaseOrder', 'purchaseOrder', 'upsert');
	expect(written).toEqual(expect.arrayContaining(['writeResult', 'orderNo', 'vendorKey']));
	expect(written).not.toContain('vendor');
});
