import { withOptions, withValueMap } from './adaptation';
import type { ValuePair } from '../../sandbox/meaning';
import type { WorkflowFile } from './workflows';

/** The nodes of the sync by which a run is judged. */
export const syncNodes = {
	read: 'Changed Orders in A',
	write: 'Create or Update in B',
	failed: 'Failed Orders',
	summary: 'Summary',
} as const;

/**
 * An example as it runs between two systems of different makes: the node that writes into B knows
 * what words of A are called there, and lets an order fail that refers to what B lacks. Examples
 * that do not write into B stay as they are.
 * @param values codes of A and what they are called in B; none leaves the value map out.
 */
export function betweenUnlike(workflow: WorkflowFile, values: readonly ValuePair[]): WorkflowFile {
	if (!workflow.nodes.some(({ name }) => name === syncNodes.write)) return workflow;
	const mapped = withValueMap(workflow, syncNodes.write, values);
	return withOptions(mapped, syncNodes.write, { missingReference: 'fail' });
}
