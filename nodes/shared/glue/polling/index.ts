import type { INodeType } from 'n8n-workflow';
import { connectionTests } from '../credentialTests';
import { getFields } from './properties';

export { pollingProperties } from './properties';
export { pollNode } from './run';

/** The methods that the parameters and credentials of the trigger refer to. */
export const pollingMethods = (): INodeType['methods'] => ({
	loadOptions: { getFields },
	credentialTest: connectionTests,
});
