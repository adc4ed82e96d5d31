import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
	ICredentialsDecrypted,
} from 'n8n-workflow';
import { unreachable } from '../client/deliver';
import { readErrorBody, readState } from '../client/envelopes';
import { MakiniError } from '../client/errors';
import { isHtml, reauthorizationNeeded, tokenRefused } from '../client/explain';
import { stateRequest } from '../client/styles';
import type { WireResponse } from '../client/transport';
import { classifyFailure, responseOf } from './send';
import { readSettings, type Settings } from './settings';

/** Milliseconds that a person waits at most for the test. */
const TIMEOUT_MS = 15_000;

/** Sync state that says that the connected system refuses Makini. Source: GET /api/integrations/current. */
const CREDENTIALS_FAIL = 'fail';

/** The only helper that n8n gives to credential tests. */
type TestHelpers = ICredentialTestFunctions['helpers'];

async function askForState(helpers: TestHelpers, settings: Settings): Promise<WireResponse> {
	const { path } = stateRequest({ ...settings, id: '' });
	const outcome = await helpers
		.request({
			method: 'GET',
			uri: `${settings.baseUrl}${path}`,
			headers: { Accept: 'application/json', Authorization: `Bearer ${settings.apiToken}` },
			json: true,
			simple: false,
			resolveWithFullResponse: true,
			followRedirect: false,
			timeout: TIMEOUT_MS,
		})
		.then(responseOf, classifyFailure);
	if (outcome.kind === 'failure') throw unreachable(outcome);
	return outcome;
}

function notMakini(response: WireResponse): MakiniError {
	return new MakiniError(
		isHtml(response.body)
			? 'The base URL answered with a web page instead of data'
			: 'The base URL is not the address of a Makini API of this style',
		{
			kind: 'unexpectedBody',
			status: response.status,
			hint: 'Check base URL and API style. The base URL usually is https://api.makini.io.',
		},
	);
}

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
	if (status === 429 || status >= 500) {
		const said = readErrorBody(body).message;
		return new MakiniError(
			`Makini is busy or unavailable at the moment (status ${status})${said ? `: ${said}` : ''}`,
			{ kind: 'server', status, hint: 'Test again in a minute.' },
		);
	}
	if (status >= 300 || typeof body !== 'object' || body === null) return notMakini(response);
	const state = readState(body);
	if (state === CREDENTIALS_FAIL) return reauthorizationNeeded({ status });
	// What the v1 style answers is not published in detail, so any data will do there.
	return state === undefined && settings.apiStyle === 'module' ? notMakini(response) : undefined;
}

/** Tests a Makini credential; its messages tell a wrong token, a connection to reauthorize and a wrong host apart. */
export async function testConnection(
	helpers: TestHelpers,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const shown = ({ message, details }: MakiniError): INodeCredentialTestResult => ({
		status: 'Error',
		message: `${message}. ${details.hint ?? ''}`.trim(),
	});
	try {
		const settings = readSettings(credential.data);
		const problem = problemWith(await askForState(helpers, settings), settings);
		return problem ? shown(problem) : { status: 'OK', message: 'Connection successful' };
	} catch (error) {
		if (error instanceof MakiniError) return shown(error);
		return { status: 'Error', message: 'The connection could not be tested' };
	}
}
