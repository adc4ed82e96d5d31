import { CredentialTestContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunction,
	INodeCredentialTestResult,
	INodeType,
} from 'n8n-workflow';
import { builtCredentials, builtNode, resolveTypes } from './builtPackage';
import { MemoryCredentials } from './credentials';
import { declarativeTest } from './declarativeTest';

/**
 * Tests a credential as n8n's "Test" button does: by a node's method where one is named, else by
 * the declared request.
 */
export async function testCredential(
	values: ICredentialDataDecryptedObject,
	name = 'makiniApi',
): Promise<INodeCredentialTestResult> {
	const types = await builtCredentials();
	const method = await testMethod(name);
	if (method !== undefined) {
		const data = await new MemoryCredentials(types, { [name]: values }).complete(name);
		return await method.call(new CredentialTestContext(), { id: name, name, type: name, data });
	}
	const test = types[name]?.test;
	if (test === undefined) throw new Error(`Nothing tests the credential "${name}"`);
	return await declarativeTest(name, values, test);
}

async function testMethod(name: string): Promise<ICredentialTestFunction | undefined> {
	for (const description of await resolveTypes()) {
		const testedBy = description.credentials?.find((used) => used.name === name)?.testedBy;
		if (typeof testedBy !== 'string') continue;
		const node: INodeType = await builtNode(description.name);
		const method = node.methods?.credentialTest?.[testedBy];
		if (method === undefined)
			throw new Error(`${description.name} has no credentialTest "${testedBy}"`);
		return method;
	}
	return undefined;
}
