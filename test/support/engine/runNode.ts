import type {
	ExecutionError,
	ICredentialType,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IRun,
	ITaskData,
	IWorkflowSettings,
	NodeExecutionHint,
} from 'n8n-workflow';
import type { CredentialValues } from './credentials';
import { startWorkflow, type RunOptions } from './run';
import { START_NAME, START_TYPE } from './startNode';
import type { TestItem, TestWorkflow } from './workflow';

export interface NodeRun extends RunOptions {
	/** A node of the package by class name or type name, or a node of the test's own. */
	node: string | INodeType;
	parameters?: INodeParameters;
	credentials?: CredentialValues;
	/** One empty item unless told. */
	input?: TestItem[];
	onError?: INode['onError'];
	/**
	 * Tries again after a millisecond (n8n takes 0 for its default of a second), at most three times
	 * in all, unless told.
	 */
	retryOnFail?: boolean;
	maxTries?: number;
	waitBetweenTries?: number;
	alwaysOutputData?: boolean;
	typeVersion?: number;
	settings?: IWorkflowSettings;
	extraCredentialTypes?: Record<string, ICredentialType>;
	staticData?: IDataObject;
}

export interface NodeResult {
	/** Main outputs; an output without items is an empty array. */
	outputs: INodeExecutionData[][];
	/** The error as n8n stores it with the execution. */
	error?: ExecutionError;
	hints: NodeExecutionHint[];
	runs: ITaskData[];
	run: IRun;
}

export interface StartedNode {
	finished: Promise<NodeResult>;
	cancel: () => void;
}

const NODE_NAME = 'Node';
const TEST_TYPE = 'test.node';

/** Runs one node in n8n's engine to its end. */
export async function runNode(options: NodeRun): Promise<NodeResult> {
	return await (
		await startNodeRun(options)
	).finished;
}

/** Starts one node in n8n's engine; for tests that stop it on its way. */
export async function startNodeRun(options: NodeRun): Promise<StartedNode> {
	const { finished, cancel } = await startWorkflow(singleNodeWorkflow(options), options);
	return { finished: finished.then(resultOf), cancel };
}

export function singleNodeWorkflow(options: NodeRun): TestWorkflow {
	const { node, credentials = {}, input, settings, extraCredentialTypes, staticData } = options;
	return {
		nodes: [startNode(), nodeOf(options)],
		connections: { [START_NAME]: { main: [[{ node: NODE_NAME, type: 'main', index: 0 }]] } },
		settings,
		input,
		credentials,
		extraTypes: typeof node === 'string' ? {} : { [TEST_TYPE]: node },
		extraCredentialTypes,
		staticData,
	};
}

function startNode(): INode {
	return {
		id: '1',
		name: START_NAME,
		type: START_TYPE,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
}

function nodeOf(options: NodeRun): INode {
	const { node, parameters = {}, credentials = {}, typeVersion = 1 } = options;
	const { onError, retryOnFail, maxTries, waitBetweenTries = 1, alwaysOutputData } = options;
	return {
		id: '2',
		name: NODE_NAME,
		type: typeof node === 'string' ? node : TEST_TYPE,
		typeVersion,
		position: [200, 0],
		parameters,
		credentials: Object.fromEntries(
			Object.keys(credentials).map((name) => [name, { id: name, name: `Test ${name}` }]),
		),
		onError,
		retryOnFail,
		maxTries,
		waitBetweenTries,
		alwaysOutputData,
	};
}

function resultOf(run: IRun): NodeResult {
	const runs = run.data.resultData.runData[NODE_NAME] ?? [];
	const last = runs.at(-1);
	return {
		outputs: (last?.data?.main ?? []).map((items) => items ?? []),
		error: last?.error ?? run.data.resultData.error,
		hints: last?.hints ?? [],
		runs,
		run,
	};
}
