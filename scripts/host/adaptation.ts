import type { ValuePair } from '../../sandbox/meaning';
import type { WorkflowFile } from './workflows';

/** The workflow with some parameters of a node replaced. */
export function withParameters(
	workflow: WorkflowFile,
	name: string,
	parameters: Record<string, unknown>,
): WorkflowFile {
	if (!workflow.nodes.some((node) => node.name === name)) throw new Error(`No node is "${name}"`);
	const nodes = workflow.nodes.map((node) =>
		node.name === name ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
	);
	return { ...workflow, nodes };
}

/** The workflow with a value of its node Settings replaced. */
export function withSetting(
	workflow: WorkflowFile,
	name: string,
	value: string | number,
): WorkflowFile {
	const settings = workflow.nodes.find((node) => node.name === 'Settings');
	const { assignments } = settings?.parameters.assignments as {
		assignments: Array<{ name: string }>;
	};
	if (!assignments.some((each) => each.name === name)) throw new Error(`No setting is "${name}"`);
	const changed = assignments.map((each) => (each.name === name ? { ...each, value } : each));
	return withParameters(workflow, 'Settings', { assignments: { assignments: changed } });
}

/** The workflow with some of a node's options replaced, and its others kept. */
export function withOptions(
	workflow: WorkflowFile,
	name: string,
	options: Record<string, unknown>,
): WorkflowFile {
	const node = workflow.nodes.find((each) => each.name === name);
	const before = node?.parameters.options as Record<string, unknown> | undefined;
	return withParameters(workflow, name, { options: { ...before, ...options } });
}

/** The workflow with another value map in one of its nodes; no values leave it empty. */
export function withValueMap(
	workflow: WorkflowFile,
	name: string,
	values: readonly ValuePair[],
): WorkflowFile {
	// The editor calls a reference by its word: "status" for what stands in "statusKey".
	const entries = values.map(({ field, ...words }) => ({
		field: field.replace(/Key$/, ''),
		...words,
	}));
	const valueMap = entries.length > 0 ? { entries } : {};
	return withParameters(workflow, name, { valueMap });
}
