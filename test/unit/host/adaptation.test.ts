import { withOptions, withValueMap } from '../../../scripts/host/adaptation';
import type { WorkflowFile } from '../../../scripts/host/workflows';

const workflow = (parameters: Record<string, unknown>): WorkflowFile => ({
	name: 'A sync',
	nodes: [
		{ name: 'Write', type: 'n8n-nodes-makini.makiniPurchaseOrder', parameters },
		{ name: 'Other', type: 'n8n-nodes-base.set', parameters: {} },
	],
	connections: {},
});

const parametersOf = ({ nodes }: WorkflowFile) => nodes[0]?.parameters;

const values = [{ field: 'statusKey', from: 'APPROVED', to: 'RELEASED' }];
const entries = [{ field: 'status', from: 'APPROVED', to: 'RELEASED' }];

describe('a value map for a node of an example', () => {
	it.each([
		['has none', {}],
		['has another one', { valueMap: { entries: [{ field: 'uom', from: 'x', to: 'y' }] } }],
	])('is the one that is given where the node %s', (_, parameters) => {
		const given = workflow({ operation: 'upsert', ...parameters });
		const adapted = withValueMap(given, 'Write', values);
		expect(parametersOf(adapted)).toEqual({ operation: 'upsert', valueMap: { entries } });
		expect(adapted.nodes[1]).toBe(given.nodes[1]);
	});

	it('is taken out by no values', () => {
		const adapted = withValueMap(workflow({ valueMap: { entries } }), 'Write', []);
		expect(parametersOf(adapted)).toEqual({ valueMap: {} });
	});

	it('needs the node', () => {
		expect(() => withValueMap(workflow({}), 'Nobody', values)).toThrow('No node is "Nobody"');
	});
});

describe('options for a node of an example', () => {
	it('are added to those that the node has', () => {
		const given = workflow({ options: { pageSize: 10, missingReference: 'create' } });
		const adapted = withOptions(given, 'Write', { missingReference: 'fail' });
		expect(parametersOf(adapted)).toEqual({
			options: { pageSize: 10, missingReference: 'fail' },
		});
	});

	it('need no options before', () => {
		const adapted = withOptions(workflow({}), 'Write', { missingReference: 'fail' });
		expect(parametersOf(adapted)).toEqual({ options: { missingReference: 'fail' } });
	});
});
