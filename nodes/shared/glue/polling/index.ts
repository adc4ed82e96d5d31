import type { INodeType } from 'n8n-workflow';
import { credentialTests } from '../credentials/credentialTests';
import { getFields } from './pollProperties';

export { pollingProperties } from './pollProperties';
export { pollNode } from './runPoll';

/** The methods that the parameters and credentials of the trigger refer to. */
export const pollingMethods = (): INodeType['methods'] => ({
	loadOptions: { getFields },
	credentialTest: credentialTests,
});
