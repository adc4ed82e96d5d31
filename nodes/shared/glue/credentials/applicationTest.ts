import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { unreachable } from '../../client/traffic/delivery';
import { MakiniError } from '../../client/errors/errors';
import { applicationOf, grantRequest, readGrant } from '../../client/requests/tokenGrant';
import type { WireResponse } from '../../client/wire/transport';
import { applicationRefused } from '../../client/requests/unauthorized';
import { CREDENTIALS, readApplication } from '../session/settings';
import { ask, busy, resultOf, wrongAddress, type TestHelpers } from './testRequest';

/** Gets a token for the application that the credential describes. It is used for the test and then forgotten. */
async function askForToken(
	helpers: TestHelpers,
	credential: unknown,
): Promise<string | MakiniError> {
	const application = applicationOf(credential);
	const outcome = await ask(helpers, {
		url: application.tokenUrl,
		body: grantRequest(application),
	});
	if (outcome.kind === 'failure') return unreachable(outcome, 'token URL');
	const grant = readGrant(outcome.status, outcome.body);
	if (grant.kind === 'granted') return grant.token;
	if (grant.kind === 'refused') return applicationRefused({ status: outcome.status });
	return (
		busy(outcome) ??
		wrongAddress(outcome, {
			address: 'token URL',
			otherwise: 'The token URL gives no token',
			hint: 'Check the token URL. It usually is https://api.makini.io/link/token.',
		})
	);
}

/**
 * What is wrong with an application that got a token, told by the answer to a request with it;
 * `undefined` if nothing is.
 */
function problemWith(response: WireResponse): MakiniError | undefined {
	const { status, body } = response;
	if (status === 401) {
		return new MakiniError('The base URL does not accept the token that the token URL gave', {
			kind: 'authentication',
			status,
			hint: 'Check that base URL and token URL belong to the same Makini.',
		});
	}
	if (status === 403) {
		return new MakiniError('Makini does not allow this application to look after connections', {
			kind: 'permission',
			status,
			hint: "Ask Makini's support whether it can be enabled for your application.",
		});
	}
	const isFine = status < 300 && typeof body === 'object' && body !== null;
	if (isFine) return undefined;
	return (
		busy(response) ??
		wrongAddress(response, {
			address: 'base URL',
			otherwise: 'The base URL is not the address of a Makini API',
			hint: 'Check the base URL. It usually is https://api.makini.io.',
		})
	);
}

/**
 * Tests the credential of an application: its token first, which n8n fetches only for requests of
 * nodes, then what it opens.
 */
export async function testApplication(
	helpers: TestHelpers,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	return await resultOf(async () => {
		const { baseUrl } = readApplication(credential.data);
		const token = await askForToken(helpers, credential.data);
		if (token instanceof MakiniError) return token;
		const url = `${baseUrl}${CREDENTIALS.makiniClientCredentialsApi.renewal.probe}`;
		const outcome = await ask(helpers, { url, token });
		return outcome.kind === 'failure' ? unreachable(outcome) : problemWith(outcome);
	});
}
