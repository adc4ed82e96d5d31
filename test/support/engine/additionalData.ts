import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import type {
	ICredentialsHelper,
	IDataObject,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

const host = 'http://localhost:5678/';

export interface AdditionalDataOptions {
	workflow: IWorkflowBase;
	mode: WorkflowExecuteMode;
	credentialsHelper: ICredentialsHelper;
	/** Milliseconds since 1970 at which n8n would end the execution. */
	timeoutAt?: number;
	/** Receives what nodes send to the editor. */
	onUiMessage?: (message: unknown) => void;
}

const notInTests = (what: string) => async (): Promise<never> => {
	throw new Error(`${what} is not available in tests`);
};

let executions = 0;

/** What n8n itself hands to an execution beside the workflow. */
export function additionalData(options: AdditionalDataOptions): IWorkflowExecuteAdditionalData {
	const { workflow, mode, credentialsHelper, timeoutAt, onUiMessage } = options;
	executions += 1;
	return {
		executionId: String(executions),
		workflowId: workflow.id,
		variables: {},
		currentNodeExecutionIndex: 0,
		executionTimeoutTimestamp: timeoutAt,
		credentialsHelper,
		externalSecretsProxy: new ExternalSecretsProxy(),
		hooks: new ExecutionLifecycleHooks(mode, '1', workflow),
		instanceBaseUrl: host,
		restApiUrl: `${host}rest`,
		formBaseUrl: `${host}form`,
		formWaitingBaseUrl: `${host}form-waiting`,
		formTestBaseUrl: `${host}form-test`,
		webhookBaseUrl: `${host}webhook`,
		webhookWaitingBaseUrl: `${host}webhook-waiting`,
		webhookTestBaseUrl: `${host}webhook-test`,
		mcpBaseUrl: `${host}mcp`,
		mcpTestBaseUrl: `${host}mcp-test`,
		setExecutionStatus: () => {},
		sendDataToUI: (_type: string, data: IDataObject | IDataObject[]) => onUiMessage?.(data),
		logAiEvent: () => {},
		executeWorkflow: notInTests('A sub-workflow'),
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		startRunnerTask: notInTests('A task runner'),
	};
}
