import { ExecuteContext, RoutingNode } from 'n8n-core';
import get from 'lodash/get';
import {
	createEmptyRunExecutionData,
	type IAuthenticateRuleBase,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';
import { additionalData } from './additionalData';
import { builtCredentials } from './builtPackage';
import { singleNodeWorkflow } from './runNode';
import { prepareWorkflow } from './workflow';

/** Sends a credential's declared test request and judges the outcome as n8n does. */
export async function declarativeTest(
	name: string,
	values: ICredentialDataDecryptedObject,
	test: ICredentialTestRequest,
): Promise<INodeCredentialTestResult> {
	try {
		const items = await request(name, values, test);
		return judgeBody(test, items?.[0]?.[0]?.json);
	} catch (error) {
		return { status: 'Error', message: judgeError(test, error as TestError) };
	}
}

async function request(
	name: string,
	values: ICredentialDataDecryptedObject,
	test: ICredentialTestRequest,
) {
	const node = testerNode(name, test);
	const single = singleNodeWorkflow({
		node,
		credentials: { [name]: values },
		extraCredentialTypes: await builtCredentials(),
		parameters: { temp: '' },
	});
	const { workflow, base, credentialsHelper } = await prepareWorkflow(single);
	const workflowNode = workflow.getNode('Node');
	if (workflowNode === null) throw new Error('The node is missing from its workflow');
	const context = new ExecuteContext(
		workflow,
		workflowNode,
		additionalData({ workflow: base, mode: 'internal', credentialsHelper }),
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node: workflowNode, data: {}, source: null },
		[],
	);
	const data = await credentialsHelper.getDecrypted(
		context.additionalData,
		{ id: name, name },
		name,
	);
	return await new RoutingNode(context, node, { id: name, name, type: name, data }).runNode();
}

/** A declarative node whose only parameter carries the test request. */
function testerNode(credential: string, test: ICredentialTestRequest): INodeType {
	return {
		description: {
			displayName: 'Credential tester',
			name: 'credentialTester',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: { name: 'Credential tester' },
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: credential, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					routing: { request: test.request },
					default: '',
				},
			],
		},
	};
}

interface TestError extends Error {
	cause?: { code?: string; response?: { status: number; statusText: string } };
}

function judgeBody(test: ICredentialTestRequest, body: INodeExecutionData['json'] | undefined) {
	const broken = rules(test, 'responseSuccessBody').find(
		({ properties }) => get(body, String(properties.key)) === properties.value,
	);
	return broken === undefined
		? ({ status: 'OK', message: 'Connection successful!' } as const)
		: ({ status: 'Error', message: String(broken.properties.message) } as const);
}

function judgeError(test: ICredentialTestRequest, error: TestError): string {
	const response = error.cause?.response;
	if (response === undefined) return error.cause?.code ?? error.message;
	const rule = rules(test, 'responseCode').find(
		({ properties }) => properties.value === response.status,
	);
	if (rule !== undefined) return String(rule.properties.message);
	return response.statusText || `Received HTTP status code: ${response.status}`;
}

function rules(test: ICredentialTestRequest, type: string): IAuthenticateRuleBase[] {
	return (test.rules ?? []).filter((rule) => rule.type === type);
}
