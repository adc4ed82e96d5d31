import { randomUUID } from 'crypto';
import { get } from 'lodash';
import type { Send, WireOutcome } from '../../client/wire/transport';
import type { RequestContext } from './types';
import { CREDENTIALS, type CredentialName, type CredentialType } from './settings';

/** Codes of the errors that credentials throw while they fetch a token. */
const TOKEN_REFUSED = 'MAKINI_TOKEN_REFUSED';

const isRefusal = (outcome: WireOutcome): boolean =>
	outcome.kind === 'response' && outcome.status === 401;

/** A token that is not given is the same as one that is not accepted. */
const asRefusal = (outcome: WireOutcome): WireOutcome =>
	outcome.kind === 'failure' && outcome.code === TOKEN_REFUSED
		? { kind: 'response', status: 401, headers: {}, body: undefined }
		: outcome;

const renewalOf = (name: CredentialName): CredentialType['renewal'] => {
	const type: CredentialType = CREDENTIALS[name];
	return type.renewal;
};

/**
 * Renewals under way in this process, by the ID of the credential. n8n 1 asks for a new token with
 * the same refresh token for each execution that is refused, though a server may take it once only;
 * and a new token may end the one before it.
 */
const underWay = new Map<string, Promise<void>>();

/** Renews a credential, or waits for whoever renews it already; says whether it was renewed for the caller. */
async function renewTogether(id: string, renew: () => Promise<void>): Promise<boolean> {
	const other = underWay.get(id);
	const renewal = other ?? renew().finally(() => underWay.delete(id));
	underWay.set(id, renewal);
	await renewal;
	return !other;
}

/**
 * Sends with a credential whose token n8n renews. n8n does so when its helper throws on a 401,
 * which it never does here, since the client reads statuses itself. So a 401 is followed by a
 * harmless request that may throw, during which n8n renews the token, and then by the same request
 * once more: a refused request was not carried out.
 */
export function renewing(
	context: RequestContext,
	{ name, secrets }: { name: CredentialName; secrets: string[] },
	send: Send,
	probe: (path: string) => Promise<void>,
): Send {
	const renewal = renewalOf(name);
	if (!renewal) return send;
	const id = context.getNode().credentials?.[name]?.id ?? randomUUID();
	const renew = async (): Promise<void> => await probe(renewal.probe);
	let isInVain = false;

	/** A token that n8n has fetched meanwhile must not appear in what is said of a refusal either. */
	const learnToken = async (): Promise<void> => {
		const token: unknown = get(await context.getCredentials(name), renewal.token);
		if (typeof token === 'string' && token !== '' && !secrets.includes(token)) secrets.push(token);
	};

	return async (request) => {
		const first = await send(request);
		const given = asRefusal(first);
		let outcome = given;
		if (given === first && isRefusal(first) && !isInVain) {
			const isOwn = await renewTogether(id, renew);
			outcome = asRefusal(await send(request));
			// What another execution began can have ended with it.
			if (isRefusal(outcome) && !isOwn && !isInVain) {
				await renewTogether(id, renew);
				outcome = asRefusal(await send(request));
			}
			isInVain = isRefusal(outcome);
		}
		if (outcome.kind === 'response' && outcome.status >= 300) await learnToken();
		return outcome;
	};
}
