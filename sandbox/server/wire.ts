import type { Reply } from '../replies';
import { encoded } from '../charset';
import { toJson } from '../dialects/numbers';
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

const JSON_TYPE = 'application/json; charset=utf-8';

/** The answer in bytes; errors of the API get the ID of the request. */
export function answerOf(reply: Reply, requestId: string): Answer {
	const { status, headers, body = {}, raw, charset } = reply;
	const isError = status >= 400 && !Array.isArray(body) && typeof body.code === 'string';
	const text = raw ?? toJson(isError ? { ...body, request_id: requestId } : body);
	const given = headers?.['content-type'] ?? (text === '' ? undefined : JSON_TYPE);
	const { bytes, contentType } = encoded(text, given, charset);
	const answered: Record<string, string> = { 'x-request-id': requestId, ...headers };
	if (contentType !== undefined) answered['content-type'] = contentType;
	// A 204 has no body, so its length is not told either.
	if (status !== 204) answered['content-length'] = String(bytes.length);
	return { status, headers: answered, bytes };
}

/** What the client gets of it. Of an answer that breaks off it is the first half. */
export function wired(outcome: Outcome, requestId: string): Answer | Broken {
	if (!('dropped' in outcome)) return answerOf(outcome, requestId);
	if (!outcome.half) return { dropped: true };
	const answer = answerOf(outcome.half, requestId);
	const bytes = answer.bytes.subarray(0, Math.floor(answer.bytes.length / 2));
	return { dropped: true, half: { ...answer, bytes } };
}
