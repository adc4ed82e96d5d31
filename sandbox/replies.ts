import type { Charset } from './charset';
import type { JsonObject, RefusalStatus } from './base';

/** An answer before it is put on the wire. `raw` is sent as it is, `body` as JSON. */
export interface Reply {
	status: number;
	headers?: Record<string, string>;
	body?: JsonObject | JsonObject[];
	raw?: string;
	/** What went wrong, where the body is the API's own about it. */
	error?: ErrorDetails;
	/** UTF-8 by default. */
	charset?: Charset;
	/** Key of the record concerned, for the log. */
	itemKey?: string;
	effect?: 'created' | 'updated' | 'deleted' | 'statusChanges';
}

export interface ErrorDetails {
	status: number;
	code: string;
	type: string;
	message: string;
	errors?: Record<string, string[]>;
	headers?: Record<string, string>;
}

/** Ends the handling of a request with an error body. */
export class ApiError extends Error {
	constructor(readonly details: ErrorDetails) {
		super(details.message);
	}
}

/** The error as an answer; the request ID is added where the answer is sent. */
export function errorReply(error: ErrorDetails): Reply {
	const { status, code, type, message, errors, headers } = error;
	return { status, headers, body: { code, type, message, ...(errors ? { errors } : {}) }, error };
}

export const unauthorized = (message: string): ErrorDetails => ({
	status: 401,
	code: 'AUTHENTICATION_FAILED',
	type: 'authentication_error',
	message,
});

export const credentialsRejected = (): ErrorDetails =>
	unauthorized('The connected system rejected its credentials. Reauthorize the connection.');

export const noSuchRecord = (entity: string, key: string): ErrorDetails => ({
	status: 404,
	code: 'NOT_FOUND',
	type: 'not_found_error',
	message: `There is no record ${key} in ${entity}.`,
});

export const noSuchRoute = (method: string, path: string): ErrorDetails => ({
	status: 404,
	code: 'ROUTE_NOT_FOUND',
	type: 'not_found_error',
	message: `The route ${method} ${path} could not be found.`,
});

export const forbidden = (message: string): ErrorDetails => ({
	status: 403,
	code: 'FORBIDDEN',
	type: 'permission_error',
	message,
});

export const badRequest = (code: string, message: string): ErrorDetails => ({
	status: 400,
	code,
	type: 'invalid_request_error',
	message,
});

/** The refusal of a change of a record whose status allows none. */
export const locked = (record: string, status: string): ErrorDetails => ({
	status: 409,
	code: 'RECORD_LOCKED',
	type: 'conflict_error',
	message: `The ${record} is ${status} and can no longer be changed.`,
});

/** Field errors in the form Laravel gives them: the first message, then all of them by field. */
export function invalidFields(errors: Record<string, string[]>): ErrorDetails {
	const messages = Object.values(errors).flat();
	const more = messages.length - 1;
	const rest = more > 0 ? ` (and ${more} more error${more === 1 ? '' : 's'})` : '';
	return {
		status: 422,
		code: 'VALIDATION_FAILED',
		type: 'validation_error',
		message: `${messages[0] ?? 'The given data was invalid.'}${rest}`,
		errors,
	};
}

/** The refusal of an operation that the connected system does not have. */
export function notSupported(
	method: string,
	path: string,
	status: RefusalStatus = 405,
): ErrorDetails {
	if (status === 404) return noSuchRoute(method, path);
	return {
		status,
		code: 'OPERATION_NOT_SUPPORTED',
		type: 'not_supported_error',
		message: `The connected system does not support ${method} ${path}.`,
	};
}
