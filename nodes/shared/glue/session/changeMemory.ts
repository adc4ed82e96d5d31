import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { readKept, type Kept } from '../../polling/sinceLastRun';

/** Before the name of a node in what n8n keeps for the workflow: all nodes of it can read that. */
const SLOT = 'makiniChanges:';

/** What is kept from run to run for a node that gives out only what changed. */
export interface ChangeMemory {
	read(): Kept;
	/** n8n stores it when the execution ends, however it ends; not for runs by hand, nor cancelled ones. */
	write(kept: Kept): void;
}

/** The memory of a node of the workflow, by its name. */
export function changeMemory(context: IExecuteFunctions, node: string): ChangeMemory {
	const data = context.getWorkflowStaticData('global');
	const slot = `${SLOT}${node}`;
	return {
		read: () => readKept(data[slot]),
		write: (kept) => {
			data[slot] = { ...kept } as unknown as IDataObject;
		},
	};
}

/** Whether somebody looks at what a run would do: nothing is kept of that. */
export const isByHand = (context: IExecuteFunctions): boolean => context.getMode() === 'manual';
