// Runs the built nodes in n8n's real engine, in this process.
export { builtNode, packageRoot, resolveTypes } from './engine/builtPackage';
export { binaryData, readFile, storeFile } from './engine/binaryData';
export type { CredentialValues } from './engine/credentials';
export { loadMethod, type MethodCall } from './engine/loadMethod';
export { activateNode, type ActiveNode, type PolledNode } from './engine/pollNode';
export { runWorkflow, startWorkflow, type RunOptions, type StartedRun } from './engine/run';
export {
	runNode,
	startNodeRun,
	type NodeResult,
	type NodeRun,
	type StartedNode,
} from './engine/runNode';
export { START_NAME, START_TYPE } from './engine/startNode';
export { testCredential } from './engine/testCredential';
export type { TestItem, TestWorkflow } from './engine/workflow';
