import { WorkflowExecute } from 'n8n-core';
import type { IDataObject, IRun, WorkflowExecuteMode } from 'n8n-workflow';
import { additionalData } from './additionalData';
import { START_TYPE } from './startNode';
import { prepareWorkflow, type TestWorkflow } from './workflow';

export interface RunOptions {
	mode?: WorkflowExecuteMode;
	/** Ends the execution as n8n's timeout does, at this time (milliseconds since 1970). */
	timeoutAt?: number;
	onUiMessage?: (message: unknown) => void;
	/**
	 * Receives what n8n would store with the workflow when the execution ends: whether it failed or not, but not for runs
	 * by hand. Source: hookFunctionsSave in n8n's execution-lifecycle-hooks.
	 */
	onStaticData?: (data: IDataObject) => void;
}

export interface StartedRun {
	finished: Promise<IRun>;
	/** What the Stop button does. */
	cancel: () => void;
}

/** Starts a workflow in n8n's engine at its start node. */
export async function startWorkflow(
	test: TestWorkflow,
	options: RunOptions = {},
): Promise<StartedRun> {
	const { workflow, base, credentialsHelper } = await prepareWorkflow(test);
	const mode = options.mode ?? 'manual';
	const data = additionalData({ workflow: base, mode, credentialsHelper, ...options });
	data.hooks?.addHandler('workflowExecuteAfter', async (_run, changed) => {
		if (changed === undefined || mode === 'manual') return;
		options.onStaticData?.(JSON.parse(JSON.stringify(changed)) as IDataObject);
	});
	const startNode = Object.values(workflow.nodes).find((node) => node.type === START_TYPE);
	if (startNode === undefined)
		throw new Error(`A test workflow needs a node of type ${START_TYPE}`);
	const run = new WorkflowExecute(data, mode).run({ workflow, startNode });
	return { finished: Promise.resolve(run), cancel: () => run.cancel() };
}

/** Runs a workflow of several nodes to its end. */
export async function runWorkflow(test: TestWorkflow, options?: RunOptions): Promise<IRun> {
	return await (
		await startWorkflow(test, options)
	).finished;
}
