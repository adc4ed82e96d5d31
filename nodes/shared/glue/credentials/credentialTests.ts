import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeType } from 'n8n-workflow';
import { testApplication } from './applicationTest';
import { testConnection } from './credentialTest';

type CredentialTests = NonNullable<NonNullable<INodeType['methods']>['credentialTest']>;

/** The tests that nodes name for the credentials of a connection and of an application. */
export const credentialTests: CredentialTests = {
	async testMakiniConnection(this: ICredentialTestFunctions, credential: ICredentialsDecrypted) {
		return await testConnection(this.helpers, credential);
	},
	async testMakiniApplication(this: ICredentialTestFunctions, credential: ICredentialsDecrypted) {
		return await testApplication(this.helpers, credential);
	},
};
