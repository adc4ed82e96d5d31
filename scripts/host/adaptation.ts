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
