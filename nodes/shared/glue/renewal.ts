import { get } from 'lodash';
import type { Send, WireOutcome } from '../client/transport';
import type { RequestContext } from './send';
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
 * Sends with a credential whose token n8n renews. n8n does so when its helper throws on a 401, which it never does here,
 * since the client reads statuses itself. So a 401 is followed by a harmless request that may throw, during which n8n
 * renews the token, and then by the same request once more: a refused request was not carried out.
 */
export function renewing(
	context: RequestContext,
	{ name, secrets }: { name: CredentialName; secrets: string[] },
	send: Send,
	probe: (path: string) => Promise<void>,
): Send {
	const renewal = renewalOf(name);
	if (!renewal) return send;
	let underWay: Promise<void> | undefined;
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
			underWay ??= probe(renewal.probe).finally(() => (underWay = undefined));
			await underWay;
			outcome = asRefusal(await send(request));
			isInVain = isRefusal(outcome);
		}
		if (outcome.kind === 'response' && outcome.status >= 300) await learnToken();
		return outcome;
	};
}
