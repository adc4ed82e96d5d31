import { MakiniError, type ErrorDetails } from './errors';
import { reauthorizationNeeded, tokenRefused } from './explain';

/**
 * The error for a 401. It has two common causes, and the connection's state tells them apart: a wrong token cannot even
 * read it.
 * @param details what the refusal says about itself.
 * @param askForState reads the state and gives the status of the answer.
 * @throws MakiniError (cancelled)
 */
export async function unauthorized(
	details: Partial<ErrorDetails>,
	askForState: () => Promise<{ status: number }>,
): Promise<MakiniError> {
	// A state that cannot be read either leaves the refusal as it is.
	const { status } = await askForState().catch((error: unknown) => {
		if (error instanceof MakiniError && error.kind !== 'cancelled') return { status: 0 };
		throw error;
	});
	return status >= 200 && status < 300 ? reauthorizationNeeded(details) : tokenRefused(details);
}

/** The error for a 401 to an application's own credentials. */
export const applicationRefused = (details: Partial<ErrorDetails>): MakiniError =>
	new MakiniError('Makini did not accept the client ID and the client secret', {
		...details,
		kind: 'authentication',
		hint: 'Check client ID, client secret and token URL in the Makini credential. They are those of your application, not the token of a connection.',
	});
