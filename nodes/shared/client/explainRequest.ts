import { upperFirst } from 'lodash';
import { readErrorBody } from './envelopes';
import { MakiniError, type ErrorKind } from './errors';
import { asSentence, detailsOf, isHtml, redirected, unreadable } from './explain';
import type { WireResponse } from './transport';

/** What is said of a request in errors. */
export interface Words {
	/** What is done, as in "listing connections". */
	doing: string;
	/** What a 404 means. */
	missing?: { message: string; hint: string };
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

function kindOf({ status, body }: WireResponse, { unpublished }: Words): ErrorKind {
	const withoutFields = !readErrorBody(body).fieldErrors;
	if (unpublished && withoutFields && (status === 404 || status === 422)) return 'unsupported';
	return KINDS[status] ?? (status >= 500 ? 'server' : 'validation');
}

/** Turns a refusal (any status of 300 and more but 401) of a request that belongs to no entity into words. */
export function explainRequest(response: WireResponse, words: Words): MakiniError {
	const details = detailsOf(response);
	if (response.status < 400) return redirected(details);
	if (isHtml(response.body)) return unreadable(response, words.doing);
	const said = readErrorBody(response.body).message;
	const spoken = said ? `: ${asSentence(said)}` : '';
	const kind = kindOf(response, words);
	switch (kind) {
		case 'unsupported':
			return new MakiniError(`${upperFirst(words.doing)} is not supported for this credential`, {
				...details,
				kind,
				hint: `Not every system behind Makini, and not every account, offers this. Ask Makini's support whether it can be enabled.${said ? ` Makini says: ${asSentence(said)}.` : ''}`,
			});
		case 'notFound': {
			const { message, hint } = words.missing ?? NOTHING_THERE;
			return new MakiniError(message, { ...details, kind, hint });
		}
		case 'permission':
			return new MakiniError(`Makini does not allow ${words.doing}${spoken}`, {
				...details,
				kind,
				hint: 'The credential lacks a permission for this. Use another one, or ask who administers the Makini account.',
			});
		case 'server':
			return new MakiniError(`Makini failed while ${words.doing}${spoken}`, {
				...details,
				kind,
				hint: "The fault is on Makini's or the connected system's side and did not go away. Try again later.",
			});
		default: {
			const fields = Object.entries(details.fieldErrors ?? {}).map(
				([field, messages]) => `${field}: ${asSentence(messages.join(' '))}`,
			);
			return new MakiniError(
				`Makini refused ${words.doing}${fields.length > 0 ? `: ${fields.join('; ')}` : spoken}`,
				{ ...details, kind, hint: 'Check the values that were sent.' },
			);
		}
	}
}
