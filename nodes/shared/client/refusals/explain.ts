import { camelCase } from 'lodash';
import { numberLabel } from '../../catalogue/numbers';
import { wordsOf } from '../../catalogue/offered';
import type { Entity, OperationName, SystemType } from '../../catalogue/types';
import { MakiniError, type ErrorDetails, type ErrorKind } from '../errors/errors';
import { complaintOf, detailsOf, pathInWords, refusal, type Phrase } from './refusal';
import { isHtml, titleOf } from '../errors/readableText';
import { readErrorBody } from './serverWords';
import type { WireResponse } from '../wire/transport';

export { detailsOf, isHtml };

/** What was tried, for the words of an error. */
export interface Attempt {
	entity: Entity;
	operation: OperationName;
	key?: string;
}

/** What an operation does, as in "creating". */
export const doing = (entity: Entity, operation: OperationName): string =>
	wordsOf(entity, operation)?.doing ?? operation;

/** "vendorKey" as the form shows it: "Vendor Key", however the server spells it. */
function labelOf(entity: Entity, name: string): string {
	const spelled = camelCase(name);
	const field =
		entity.fields.find((each) => each.name === name) ??
		entity.fields.find((each) => camelCase(each.name) === spelled);
	return field?.label ?? name;
}

export const systemTypeLabel = (systemType: SystemType): string => systemType.toUpperCase();

const notSupported = ({ entity, operation }: Attempt): Phrase => ({
	message: `The connected system does not support ${doing(entity, operation)} ${entity.plural}`,
	hint: "Not every system behind Makini offers this. Make the change in the system itself, or ask Makini's support whether it can be enabled for this connection.",
});

/** The error for an operation that the connected system refuses as such, rather than for the data it was given. */
export function unsupported(attempt: Attempt, details: Partial<ErrorDetails>): MakiniError {
	const { message, hint } = notSupported(attempt);
	return new MakiniError(message, { ...details, kind: 'unsupported', hint });
}

/** The error for a response with a body of another kind than the operation gives. */
export function unexpectedBody(response: WireResponse, attempt: Attempt): MakiniError {
	return unreadable(
		response,
		`${doing(attempt.entity, attempt.operation)} ${attempt.entity.plural}`,
	);
}

/** As {@link unexpectedBody}, with what was done in words of one's own, such as "listing connections". */
export function unreadable(response: WireResponse, activity: string): MakiniError {
	const html = isHtml(response.body);
	const title = html ? titleOf(String(response.body)) : '';
	return new MakiniError(
		html
			? 'The base URL answered with a web page instead of data'
			: `Makini's answer could not be read while ${activity}`,
		{
			kind: 'unexpectedBody',
			status: response.status,
			requestId: response.headers['x-request-id'],
			said: html ? undefined : complaintOf(response),
			hint: html
				? `Check the base URL in the Makini credential: it may be the address of a website, a login page or a proxy. It usually is https://api.makini.io.${title ? ` The page is titled "${title}".` : ''}`
				: 'The answer was cut off or is not in the format of the API. Try again; if it stays, check the base URL and the API style in the Makini credential.',
		},
	);
}

const BY_STATUS: Readonly<Record<number, ErrorKind>> = {
	400: 'validation',
	403: 'permission',
	404: 'notFound',
	405: 'unsupported',
	409: 'validation',
	410: 'notFound',
	422: 'validation',
	501: 'unsupported',
};

const kindOf = ({ status, body }: WireResponse, { entity, operation }: Attempt): ErrorKind => {
	const kind = BY_STATUS[status] ?? (status >= 500 ? 'server' : 'validation');
	// A system that lacks an unpublished operation may say so as a refusal of the data without naming any field.
	const refusedAsSuch =
		status === 422 && !entity.operations[operation]?.published && !readErrorBody(body).fieldErrors;
	return refusedAsSuch ? 'unsupported' : kind;
};

function notFound({ entity, key }: Attempt): Phrase {
	const label = numberLabel(entity);
	const byNumber = label === '' ? '' : ` To give that, choose "By ${label}".`;
	return key === undefined
		? {
				message: `Makini has no ${entity.plural} at this address`,
				hint: 'Check base URL, system type and API style in the Makini credential, and whether the connected system has such records.',
			}
		: {
				message: `There is no ${entity.singular} with the key "${key}"`,
				hint: `Choose it from the list, or check the key: it is Makini's key, not the number that people use.${byNumber} The record may have been deleted.`,
			};
}

/** The error for an answer that sends elsewhere. */
export const redirected = (details: Partial<ErrorDetails>): MakiniError =>
	new MakiniError('The base URL redirects to another address', {
		...details,
		kind: 'unexpectedBody',
		hint: 'Put the final address into the Makini credential. Redirects are not followed, so that the token goes nowhere else.',
	});

/** Whether a web page answered because the address is another one, rather than because a gateway failed or refused. */
export const isWrongAddress = ({ status, body }: WireResponse): boolean =>
	(status < 300 || status === 404) && isHtml(body);

/** Turns a refusal (any status of 300 and more but 401) into words. */
export function explain(response: WireResponse, attempt: Attempt): MakiniError {
	const { entity, operation } = attempt;
	if (response.status < 400) return redirected(detailsOf(response));
	if (isWrongAddress(response)) return unexpectedBody(response, attempt);
	return refusal(response, kindOf(response, attempt), {
		doing: `${doing(entity, operation)} ${operation === 'getAll' ? entity.plural : `the ${entity.singular}`}`,
		missing: notFound(attempt),
		unsupported: notSupported(attempt),
		permissionHint:
			"The connection's user in the connected system lacks a permission. Ask its administrator, or use another connection.",
		fieldsHint:
			'Correct the fields named above. Which values are valid depends on the connected system.',
		valuesHint:
			'Check the values that were sent. Which ones are valid depends on the connected system.',
		labelOf: (path) => pathInWords(path, (name) => labelOf(entity, name)),
	});
}

export const tokenRefused = (details: Partial<ErrorDetails>): MakiniError =>
	new MakiniError('Makini did not accept the API token', {
		...details,
		kind: 'authentication',
		hint: 'Check the API token in the Makini credential. A token ends when its connection is disconnected, and is replaced when it is connected anew: copy the current one from Makini.',
	});

export const reauthorizationNeeded = (
	details: Partial<ErrorDetails>,
	byConsent = false,
): MakiniError =>
	new MakiniError('This connection needs to be reauthorized', {
		...details,
		kind: 'reauthorization',
		hint: `The connected system no longer accepts the login that Makini holds for it, usually because a password or permission was changed. ${byConsent ? 'Open the Makini credential and connect it again.' : 'Reconnect the system in Makini, then put the new token into the Makini credential.'}`,
	});
