import type { Reply } from './api/replies';
import type { Outcome } from './strike';

/** An answer as it goes over the wire. */
export interface Answer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	bytes: Buffer;
}

/** Nothing comes, or the first half of an answer, and the socket is closed. */
export interface Broken {
	dropped: true;
	half?: Answer;
}

const NO_CONTENT = 204;

/** The answer in bytes; errors of the API get the ID of the request. */
export function answerOf(reply: Reply, requestId: string): Answer {
	const { status, headers, body = {}, raw } = reply;
	const isError = status >= 400 && typeof body.code === 'string';
	const text = raw ?? JSON.stringify(isError ? { ...body, request_id: requestId } : body);
	const bytes = Buffer.from(text, reply.encoding ?? 'utf8');
	return {
		status,
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'x-request-id': requestId,
			...(status === NO_CONTENT ? {} : { 'content-length': String(bytes.length) }),
			...headers,
		},
		bytes,
	};
}

/** What the client gets of it. Of an answer that breaks off it is the first half. */
export function wired(outcome: Outcome, requestId: string): Answer | Broken {
	if (!('dropped' in outcome)) return answerOf(outcome, requestId);
	if (!outcome.half) return { dropped: true };
	const answer = answerOf(outcome.half, requestId);
	const bytes = answer.bytes.subarray(0, Math.floor(answer.bytes.length / 2));
	return { dropped: true, half: { ...answer, bytes } };
}
