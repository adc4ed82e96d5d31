import { camelCase, upperFirst } from 'lodash';
import { numberLabel } from '../../catalogue/numberFields';
import { wordsOf } from '../../catalogue/offered';
import type { Entity, OperationName, SystemType } from '../../catalogue/types';
import { MakiniError, type ErrorDetails, type ErrorKind } from '../errors/errors';
import { complaintOf, detailsOf, pathInWords, refusal, type Phrase, type Phrases } from './refusal';
import { isHtml, titleOf } from '../errors/readableText';
import { readErrorBody } from './serverWords';
import type { WireResponse } from '../wire/transport';

export { detailsOf, isHtml };

/** What was tried with the records of an entity, for the words of an error. */
export interface Attempt {
	entity: Entity;
	operation: OperationName;
	key?: string;
}

/** What is said in errors of a request that belongs to no entity. */
export interface RequestWords {
	/** What is done, as in "listing connections". */
	doing: string;
	/** What a 404 means. */
	missing?: Phrase;
	/** What is said where it may or may not have been carried out. */
	uncertain?: string;
	/** Makini does not publish it: a 404 or 422 without fields says that there is no such operation. */
	unpublished?: boolean;
	/** Statuses that say of a repeated request that an earlier try has done it. */
	doneWhenRepeated?: readonly number[];
}

/** What a request was to do. */
export type Purpose = Attempt | RequestWords;

/** How a request is told of, whatever comes of it. */
interface Telling extends Phrases {
	/** As {@link Phrases.doing}, of any such request: "creating vendors". */
	activity: string;
	/** Statuses that say, without naming a field, that there is no such operation. */
	unsupportedAt: readonly number[];
	/** Statuses that say, beside 404, that there is no such thing. */
	missingAt: readonly number[];
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

/** What people can do about an operation that is not there, where asking for it may help. */
const ASK_FOR_IT = "ask Makini's support whether it can be enabled";

function missingRecord({ entity, key }: Attempt): Phrase {
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

const NOTHING_THERE: Phrase = {
	message: 'Makini has nothing at this address',
	hint: 'Check the path, and the base URL in the Makini credential. The connected system may also lack it.',
};

function tellingOfRecords(attempt: Attempt): Telling {
	const { entity, operation } = attempt;
	const verb = doing(entity, operation);
	return {
		doing: `${verb} ${operation === 'getAll' ? entity.plural : `the ${entity.singular}`}`,
		activity: `${verb} ${entity.plural}`,
		missing: missingRecord(attempt),
		missingAt: [410],
		unsupported: {
			message: `The connected system does not support ${verb} ${entity.plural}`,
			hint: `Not every system behind Makini offers this. Make the change in the system itself, or ${ASK_FOR_IT} for this connection.`,
		},
		// A system that lacks an unpublished operation may say so as a refusal of the data without naming any field.
		unsupportedAt: entity.operations[operation]?.published ? [] : [422],
		permissionHint:
			"The connection's user in the connected system lacks a permission. Ask its administrator, or use another connection.",
		fieldsHint:
			'Correct the fields named above. Which values are valid depends on the connected system.',
		valuesHint:
			'Check the values that were sent. Which ones are valid depends on the connected system.',
		labelOf: (path) => pathInWords(path, (name) => labelOf(entity, name)),
	};
}

const tellingOfRequest = ({
	doing,
	missing = NOTHING_THERE,
	unpublished,
}: RequestWords): Telling => ({
	doing,
	activity: doing,
	missing,
	missingAt: [],
	unsupported: {
		message: `${upperFirst(doing)} is not supported for this credential`,
		hint: `Not every system behind Makini, and not every account, offers this. ${upperFirst(ASK_FOR_IT)}.`,
	},
	unsupportedAt: unpublished ? [404, 422] : [],
	permissionHint:
		'The credential lacks a permission for this. Use another one, or ask who administers the Makini account.',
	fieldsHint: 'Correct the values named above.',
	valuesHint: 'Check the values that were sent.',
	labelOf: pathInWords,
});

const tellingOf = (purpose: Purpose): Telling =>
	'entity' in purpose ? tellingOfRecords(purpose) : tellingOfRequest(purpose);

/** The error for an operation that the connected system refuses as such, rather than for the data it was given. */
export function unsupported(attempt: Attempt, details: Partial<ErrorDetails>): MakiniError {
	const { message, hint } = tellingOf(attempt).unsupported;
	return new MakiniError(message, { ...details, kind: 'unsupported', hint });
}

/** The error for a response with a body of another kind than the request gives. */
export function unreadable(response: WireResponse, purpose: Purpose): MakiniError {
	const html = isHtml(response.body);
	const title = html ? titleOf(String(response.body)) : '';
	return new MakiniError(
		html
			? 'The base URL answered with a web page instead of data'
			: `Makini's answer could not be read while ${tellingOf(purpose).activity}`,
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

const KINDS: Readonly<Record<number, ErrorKind>> = {
	403: 'permission',
	404: 'notFound',
	405: 'unsupported',
	501: 'unsupported',
};

function kindOf({ status, body }: WireResponse, { unsupportedAt, missingAt }: Telling): ErrorKind {
	if (unsupportedAt.includes(status) && !readErrorBody(body).fieldErrors) return 'unsupported';
	if (missingAt.includes(status)) return 'notFound';
	return KINDS[status] ?? (status >= 500 ? 'server' : 'validation');
}

/** Whether a web page answered because the address is another one, rather than because a gateway failed or refused. */
const isWrongAddress = ({ status, body }: WireResponse): boolean =>
	(status < 300 || status === 404) && isHtml(body);

/** Turns a refusal (any status of 300 and more but 401) into words. */
export function explain(response: WireResponse, purpose: Purpose): MakiniError {
	if (response.status < 400) {
		return new MakiniError('The base URL redirects to another address', {
			...detailsOf(response),
			kind: 'unexpectedBody',
			hint: 'Put the final address into the Makini credential. Redirects are not followed, so that the token goes nowhere else.',
		});
	}
	if (isWrongAddress(response)) return unreadable(response, purpose);
	const telling = tellingOf(purpose);
	return refusal(response, kindOf(response, telling), telling);
}
