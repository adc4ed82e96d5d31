import { upperFirst } from 'lodash';
import type { ErrorKind, MakiniError } from '../errors/errors';
import { isWrongAddress, redirected, unreadable } from './explain';
import { detailsOf, pathInWords, refusal, type Phrase } from './refusal';
import { readErrorBody } from './serverWords';
import type { WireResponse } from '../wire/transport';

/** What is said of a request in errors. */
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

const NOTHING_THERE = {
	message: 'Makini has nothing at this address',
	hint: 'Check the path, and the base URL in the Makini credential. The connected system may also lack it.',
};

const KINDS: Readonly<Record<number, ErrorKind>> = {
	403: 'permission',
	404: 'notFound',
	405: 'unsupported',
	501: 'unsupported',
};

function kindOf({ status, body }: WireResponse, { unpublished }: RequestWords): ErrorKind {
	const withoutFields = !readErrorBody(body).fieldErrors;
	if (unpublished && withoutFields && (status === 404 || status === 422)) return 'unsupported';
	return KINDS[status] ?? (status >= 500 ? 'server' : 'validation');
}

/** Turns a refusal (any status of 300 and more but 401) of a request that belongs to no entity into words. */
export function explainRequest(response: WireResponse, words: RequestWords): MakiniError {
	if (response.status < 400) return redirected(detailsOf(response));
	if (isWrongAddress(response)) return unreadable(response, words.doing);
	return refusal(response, kindOf(response, words), {
		doing: words.doing,
		missing: words.missing ?? NOTHING_THERE,
		unsupported: {
			message: `${upperFirst(words.doing)} is not supported for this credential`,
			hint: "Not every system behind Makini, and not every account, offers this. Ask Makini's support whether it can be enabled.",
		},
		permissionHint:
			'The credential lacks a permission for this. Use another one, or ask who administers the Makini account.',
		fieldsHint: 'Correct the values named above.',
		valuesHint: 'Check the values that were sent.',
		labelOf: pathInWords,
	});
}
