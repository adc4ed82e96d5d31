import type { Deliverer } from './preview';
import { MakiniError, type ErrorDetails } from '../errors/errors';
import { stateRequest } from '../wire/styles';
import type { Connection } from '../wire/transport';

/** Where a token comes from: it is typed in, by a customer's consent, or for the credentials of an application. */
export type TokenSource = 'typed' | 'consent' | 'application';

type Details = Partial<ErrorDetails>;

/**
 * The error for a 401. To a connection's token it has two common causes, and the connection's state tells them apart: a
 * wrong token cannot even read it.
 * @param details what the refusal says about itself.
 * @throws MakiniError (cancelled)
 */
export async function unauthorized(
	details: Details,
	delivery: Deliverer,
	connection: Connection,
	source: TokenSource = 'typed',
): Promise<MakiniError> {
	if (source === 'application') return applicationRefused(details);
	// A state that cannot be read either leaves the refusal as it is.
	const state = await delivery.deliver(stateRequest(connection)).catch((error: unknown) => {
		if (error instanceof MakiniError && error.kind !== 'cancelled') return undefined;
		throw error;
	});
	const status = state?.kind === 'response' ? state.response.status : 0;
	const isReadable = status >= 200 && status < 300;
	if (isReadable) return reauthorizationNeeded(details, source);
	return source === 'consent' ? consentRefused(details) : tokenRefused(details);
}

const refused =
	(message: string, hint: string) =>
	(details: Details): MakiniError =>
		new MakiniError(message, { ...details, kind: 'authentication', hint });

export const tokenRefused = refused(
	'Makini did not accept the API token',
	'Check the API token in the Makini credential. A token ends when its connection is disconnected, and is replaced when it is connected anew: copy the current one from Makini.',
);

/** For a token that came by consent and that neither is accepted nor can be renewed. */
const consentRefused = refused(
	'Makini did not accept the access that this credential has',
	'It has ended and could not be renewed, or the system was disconnected. Open the Makini credential and connect it again.',
);

/** For a 401 to an application's own credentials. */
export const applicationRefused = refused(
	'Makini did not accept the client ID and the client secret',
	'Check client ID, client secret and token URL in the Makini credential. They are those of your application, not the token of a connection.',
);

export const reauthorizationNeeded = (details: Details, source?: TokenSource): MakiniError =>
	new MakiniError('This connection needs to be reauthorized', {
		...details,
		kind: 'reauthorization',
		hint: `The connected system no longer accepts the login that Makini holds for it, usually because a password or permission was changed. ${source === 'consent' ? 'Open the Makini credential and connect it again.' : 'Reconnect the system in Makini, then put the new token into the Makini credential.'}`,
	});
