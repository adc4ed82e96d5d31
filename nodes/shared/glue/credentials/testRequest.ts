import type { ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { MakiniError } from '../../client/errors/errors';
import { asSentence, isHtml, shortened } from '../../client/errors/readableText';
import { readErrorBody } from '../../client/refusals/serverWords';
import type { WireFailure, WireResponse } from '../../client/wire/transport';
import { classifyFailure, responseOf } from '../session/send';

/** Milliseconds that a person waits at most for each request of a test. */
const TIMEOUT_MS = 15_000;

/** The only helper that n8n gives to tests of credentials. */
export type TestHelpers = ICredentialTestFunctions['helpers'];

/** A request of a test: one with a token, or one with a body that asks for a token. */
export type TestRequest = { url: string } & ({ token: string } | { body: object });

/** Sends one request. It does not throw. */
export async function ask(
	helpers: TestHelpers,
	request: TestRequest,
): Promise<WireResponse | WireFailure> {
	const authorization = 'token' in request ? { Authorization: `Bearer ${request.token}` } : {};
	return await helpers
		.request({
			method: 'body' in request ? 'POST' : 'GET',
			uri: request.url,
			headers: { Accept: 'application/json', ...authorization },
			...('body' in request ? { body: request.body } : {}),
			json: true,
			simple: false,
			resolveWithFullResponse: true,
			// A redirect could carry secrets to another host.
			followRedirect: false,
			timeout: TIMEOUT_MS,
		})
		.then(responseOf, classifyFailure);
}

/** The error for an answer that says to come back later; `undefined` for any other. */
export function busy({ status, body }: WireResponse): MakiniError | undefined {
	if (status !== 429 && status < 500) return undefined;
	const said = shortened(asSentence(readErrorBody(body).message ?? ''), 500);
	return new MakiniError(
		`Makini is busy or unavailable at the moment (status ${status})${said ? `: ${said}` : ''}`,
		{ kind: 'server', status, hint: 'Test again in a minute.' },
	);
}

/**
 * The error for an address of the credential that is not Makini's.
 * @param otherwise what is wrong with it unless it is a web page.
 */
export function wrongAddress(
	{ status, body }: WireResponse,
	{ address, otherwise, hint }: { address: string; otherwise: string; hint: string },
): MakiniError {
	const message = isHtml(body)
		? `The ${address} answered with a web page instead of data`
		: otherwise;
	return new MakiniError(message, { kind: 'unexpectedBody', status, hint });
}

const shown = ({ message, details }: MakiniError): INodeCredentialTestResult => ({
	status: 'Error',
	message: `${message}. ${details.hint ?? ''}`.trim(),
});

/** Runs a test and puts what it finds, or throws, into the words that n8n shows below the form. */
export async function resultOf(
	test: () => Promise<MakiniError | undefined>,
): Promise<INodeCredentialTestResult> {
	try {
		const problem = await test();
		return problem ? shown(problem) : { status: 'OK', message: 'Connection successful' };
	} catch (error) {
		if (error instanceof MakiniError) return shown(error);
		return { status: 'Error', message: 'The connection could not be tested' };
	}
}
