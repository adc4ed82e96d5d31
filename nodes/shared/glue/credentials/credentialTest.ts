import type {
	ICredentialDataDecryptedObject,
	INodeCredentialTestResult,
	ICredentialsDecrypted,
} from 'n8n-workflow';
import { unreachable } from '../../client/traffic/delivery';
import { readState } from '../../client/wire/envelopes';
import { MakiniError } from '../../client/errors/errors';
import { reauthorizationNeeded, tokenRefused } from '../../client/requests/unauthorized';
import { stateRequest } from '../../client/wire/styles';
import type { WireResponse } from '../../client/wire/transport';
import { readSettings, type Settings } from '../session/settings';
import { ask, busy, resultOf, wrongAddress, type TestHelpers } from './testRequest';

/** Sync state that says that the connected system refuses Makini. Source: GET /api/integrations/current. */
const CREDENTIALS_FAIL = 'fail';

const notMakini = (response: WireResponse): MakiniError =>
	wrongAddress(response, {
		address: 'base URL',
		otherwise: 'The base URL is not the address of a Makini API of this style',
		hint: 'Check base URL and API style. The base URL usually is https://api.makini.io.',
	});

/** What is wrong with a connection, told by the answer to a request for its state; `undefined` if nothing is. */
export function problemWith(response: WireResponse, settings: Settings): MakiniError | undefined {
	const { status, body } = response;
	if (status === 401) return tokenRefused({ status });
	if (status === 403) {
		return new MakiniError('Makini does not allow this token to read the state of its connection', {
			kind: 'permission',
			status,
			hint: 'Use the token of a connection, not the one of an application.',
		});
	}
	const pause = busy(response);
	if (pause) return pause;
	if (status >= 300 || typeof body !== 'object' || body === null) return notMakini(response);
	const state = readState(body);
	if (state === CREDENTIALS_FAIL) return reauthorizationNeeded({ status });
	// What the v1 style answers is not published in detail, so any data will do there.
	return state === undefined && settings.apiStyle === 'module' ? notMakini(response) : undefined;
}

/**
 * Tests the credential of a connection; its messages tell a wrong token, a connection to
 * reauthorize and a wrong host apart.
 */
export async function testConnection(
	helpers: TestHelpers,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	return await resultOf(async () => {
		const settings = readSettings(credential.data);
		const { path } = stateRequest({ ...settings, id: '' });
		const url = `${settings.baseUrl}${path}`;
		const outcome = await ask(helpers, { url, token: settings.apiToken });
		return outcome.kind === 'failure' ? unreachable(outcome) : problemWith(outcome, settings);
	});
}
