import { asSentence, withStop } from './readableText';

export type ErrorKind =
	| 'authentication'
	| 'reauthorization'
	| 'permission'
	| 'notFound'
	| 'validation'
	| 'rateLimit'
	| 'unsupported'
	| 'server'
	| 'unreachable'
	| 'unexpectedBody'
	| 'uncertain'
	| 'ambiguous'
	| 'exists'
	| 'conflict'
	| 'input'
	| 'cancelled';

export interface ErrorDetails {
	kind: ErrorKind;
	/** What to do about it. */
	hint?: string;
	/** HTTP status, where there was a response. */
	status?: number;
	/** Makini's error code. */
	code?: string;
	/** Makini's identification of the request, for its support. */
	requestId?: string;
	/** Messages by field, in the order in which the server gave them. */
	fieldErrors?: Readonly<Record<string, readonly string[]>>;
	/** What the server said of the whole, where message and hint do not have it. */
	said?: string;
	/** Name of the node's parameter that is at fault. */
	parameter?: string;
	/** What was to be written may have been written all the same. Otherwise an error promises that it was not. */
	mayBeWritten?: boolean;
}

/** An error in words for people. `message` says what happened, `hint` what to do. Carries no secrets. */
export class MakiniError extends Error {
	readonly kind: ErrorKind;

	readonly details: ErrorDetails;

	constructor(message: string, details: ErrorDetails) {
		super(message);
		this.name = 'MakiniError';
		this.kind = details.kind;
		this.details = details;
	}

	/** The hint, then what the server said and everything that support would ask for. */
	get description(): string {
		const { hint, said, code, requestId, status } = this.details;
		const isTold = !said || `${this.message}\n${hint ?? ''}`.includes(asSentence(said));
		const facts = [
			status === undefined ? '' : `HTTP status: ${status}`,
			code ? `Makini code: ${code}` : '',
			requestId ? `Request ID: ${requestId}` : '',
		].filter(Boolean);
		const words = isTold ? '' : `Makini says: ${withStop(said)}`;
		return [hint, words, facts.join(', ')].filter(Boolean).join(' ');
	}
}

/** Whether what was to be written may have been written all the same. */
export const isUncertain = ({ kind, details }: Pick<MakiniError, 'kind' | 'details'>): boolean =>
	kind === 'uncertain' || details.mayBeWritten === true;

/**
 * Says of a write that failed that it may have been done.
 * @param isRepeatable whether doing it again does no harm.
 */
export function mayBeWritten(error: MakiniError, isRepeatable: boolean): MakiniError {
	if (isUncertain(error)) return error;
	const advice = isRepeatable
		? 'The change may have been made all the same; making it again does no harm.'
		: 'It may have been done all the same: look for it before you do it again.';
	const hint = [error.details.hint, advice];
	return new MakiniError(error.message, {
		...error.details,
		hint: hint.filter(Boolean).join(' '),
		mayBeWritten: true,
	});
}

/** A parameter or an item that cannot be sent. Thrown before any request is made for it. */
export function inputError(message: string, hint: string, parameter?: string): MakiniError {
	return new MakiniError(message, { kind: 'input', hint, parameter });
}

export const cancelledError = (): MakiniError =>
	new MakiniError('The execution was cancelled', {
		kind: 'cancelled',
		hint: 'What was written before the cancellation stays written.',
	});

/** Whether an execution, or part of it, ended because it was cancelled. */
export const isCancelled = (error: unknown): boolean =>
	error instanceof MakiniError && error.kind === 'cancelled';
