import { createHash } from 'crypto';
import { z } from 'zod';

const text = z.string().trim().catch('');

const applicationShape = z.object({ clientId: text, clientSecret: text, tokenUrl: text });

/** An application, and where it gets its token. */
export type Application = z.infer<typeof applicationShape>;

/** Reads an application out of a credential; what is missing is empty. */
export const applicationOf = (credential: unknown): Application =>
	applicationShape.parse(credential);

/** Body of the request for a token. Source: the client credentials grant of Makini Link. */
export const grantRequest = ({ clientId, clientSecret }: Application) => ({
	grant_type: 'client_credentials',
	client_id: clientId,
	client_secret: clientSecret,
});

/** Tells applications apart without showing them, so that a token can be kept with the name of its owner. */
export const ownerOf = ({ clientId, clientSecret, tokenUrl }: Application): string =>
	createHash('sha256').update([tokenUrl, clientId, clientSecret].join('\n')).digest('hex');

export type Grant = { kind: 'granted'; token: string } | { kind: 'refused' | 'unavailable' };

/** Statuses by which a token endpoint says that it does not know the application. Others may pass. */
const REFUSALS = [400, 401, 403];

const granted = z.object({ access_token: z.string().min(1) });

/**
 * Reads the answer to a request for a token. When the token ends is not told: Makini gives it as a
 * number of seconds, as a point in time or as text, and a refused token is replaced in any case.
 */
export function readGrant(status: number, body: unknown): Grant {
	if (REFUSALS.includes(status)) return { kind: 'refused' };
	const answer = status < 300 ? granted.safeParse(body).data : undefined;
	return answer ? { kind: 'granted', token: answer.access_token } : { kind: 'unavailable' };
}
