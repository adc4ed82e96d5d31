import type { Delivery } from '../traffic/delivery';
import { MakiniError, type ErrorDetails } from '../errors/errors';
import { reauthorizationNeeded, tokenRefused } from '../refusals/explain';
import { stateRequest } from '../wire/styles';
import type { Connection } from '../wire/transport';

/**
 * The error for a 401. It has two common causes, and the connection's state tells them apart: a wrong token cannot even
 * read it.
 * @param details what the refusal says about itself.
 * @param byConsent the token comes by consent, and a new one by connecting the credential again.
 * @throws MakiniError (cancelled)
 */
export async function unauthorized(
	details: Partial<ErrorDetails>,
	delivery: Delivery,
	connection: Connection,
	byConsent = false,
): Promise<MakiniError> {
	// A state that cannot be read either leaves the refusal as it is.
	const state = await delivery.deliver(stateRequest(connection)).catch((error: unknown) => {
		if (error instanceof MakiniError && error.kind !== 'cancelled') return undefined;
		throw error;
	});
	const status = state?.kind === 'response' ? state.response.status : 0;
	const isReadable = status >= 200 && status < 300;
	if (isReadable) return reauthorizationNeeded(details, byConsent);
	return byConsent ? consentRefused(details) : tokenRefused(details);
}

/** The error for a token that came by consent and that neither is accepted nor can be renewed. */
const consentRefused = (details: Partial<ErrorDetails>): MakiniError =>
	new MakiniError('Makini did not accept the access that this credential has', {
		...details,
		kind: 'authentication',
		hint: 'It has ended and could not be renewed, or the system was disconnected. Open the Makini credential and connect it again.',
	});

/** The error for a 401 to an application's own credentials. */
export const applicationRefused = (details: Partial<ErrorDetails>): MakiniError =>
	new MakiniError('Makini did not accept the client ID and the client secret', {
		...details,
		kind: 'authentication',
		hint: 'Check client ID, client secret and token URL in the Makini credential. They are those of your application, not the token of a connection.',
	});
