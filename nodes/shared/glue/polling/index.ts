import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeType } from 'n8n-workflow';
import { testConnection } from '../credentialTest';
import { getFields } from './properties';

export { pollingProperties } from './properties';
export { pollNode } from './run';

/** The methods that the parameters and credentials of the trigger refer to. */
export const pollingMethods = (): INodeType['methods'] => ({
	loadOptions: { getFields },
	credentialTest: {
		async testMakiniConnection(this: ICredentialTestFunctions, credential: ICredentialsDecrypted) {
			return await testConnection(this.helpers, credential);
		},
	},
});
