import { isObject } from 'lodash';
import { MakiniError, type ErrorDetails, type ErrorKind } from '../errors/errors';
import { asSentence, isHtml, MOST_SAID, sentences, shortened } from '../errors/readableText';
import { readErrorBody, type ErrorBody } from './serverWords';
import type { WireResponse } from '../wire/transport';

/** Characters of a server's words within a message; the description has more. */
const MOST_IN_MESSAGE = 500;

/** A message and what to do about it. */
export interface Phrase {
	message: string;
	hint: string;
}

/** How a refusal is told of one kind of request. */
export interface Phrases {
	/** What was done, as in "creating the vendor". */
	doing: string;
	/** What a 404 means. */
	missing: Phrase;
	/** What is said where there is no such operation. */
	unsupported: Phrase;
	/** What to do about a lack of permission. */
	permissionHint: string;
	/** What to do about values that were refused, where it is known of which fields, and where it is not. */
	fieldsHint: string;
	valuesHint: string;
	/** A path such as `lineItems.0.quantity` in words. */
	labelOf: (path: string) => string;
}

const PAGE_HINT = 'The answer was a web page, as proxies and gateways give it.';
const SERVER_HINT =
	"The fault is on Makini's or the connected system's side and did not go away. Try again later.";

/** A path below a field in words: "lineItems.0.quantity" as "lineItems, entry 1, quantity". */
export function pathInWords(
	path: string,
	label: (name: string) => string = (name) => name,
): string {
	const [head = path, ...rest] = path.split('.');
	const parts = rest.map((part) => (/^\d+$/.test(part) ? `entry ${Number(part) + 1}` : part));
	return [label(head), ...parts].join(', ');
}

const fieldTexts = (
	fieldErrors: ErrorBody['fieldErrors'] = {},
	labelOf: Phrases['labelOf'],
): string =>
	Object.entries(fieldErrors)
		.map(([path, messages]) => `${labelOf(path)}: ${asSentence(sentences(messages))}`)
		.join('; ');

/** What a server says of the whole; not what it says of a field as well. */
function wholeOf({ message = '', fieldErrors = {} }: ErrorBody): string {
	// Laravel's message is that of the first field.
	const whole = message.replace(/ \(and \d+ more errors?\)\.?$/, '');
	const isRepeated = Object.values(fieldErrors)
		.flat()
		.some((text) => text.includes(asSentence(whole)));
	return isRepeated ? '' : whole;
}

/** What a refusal says about itself. */
export function detailsOf({ status, body, headers }: WireResponse): Partial<ErrorDetails> {
	const said = readErrorBody(body);
	return {
		status,
		code: said.code,
		requestId: said.requestId ?? headers['x-request-id'] ?? said.instance,
		fieldErrors: said.fieldErrors,
		said: said.message,
	};
}

/** What a refusal says, as it stands behind a sentence; nothing where it says nothing. */
export function spoken({ status, body }: WireResponse): string {
	const said = status < 300 ? {} : readErrorBody(body);
	const words = fieldTexts(said.fieldErrors, pathInWords) || (said.message ?? '');
	return words === '' ? '' : `: ${asSentence(shortened(words, MOST_IN_MESSAGE))}`;
}

/** What an answer that was no success in spite of its status says; a record's own texts are none of that. */
export function complaintOf({ status, body }: WireResponse): string | undefined {
	const isComplaint =
		status >= 300 ||
		(isObject(body) && ['error', 'errors', 'fault', 'message'].some((name) => name in body));
	return isComplaint ? readErrorBody(body).message : undefined;
}

/** Tells a refusal in words: those of the kind of request, and the server's own. */
export function refusal(response: WireResponse, kind: ErrorKind, phrases: Phrases): MakiniError {
	const details = detailsOf(response);
	const read = readErrorBody(response.body);
	const whole = wholeOf(read);
	const build = (message: string, hint: string, said = whole): MakiniError =>
		new MakiniError(message, {
			...details,
			kind,
			said: said || undefined,
			hint: isHtml(response.body) ? `${hint} ${PAGE_HINT}` : hint,
		});
	const withReasons = (message: string, hint: string, reasons: string): MakiniError => {
		const shown = asSentence(shortened(reasons, MOST_IN_MESSAGE));
		const rest = shown === asSentence(reasons) ? [whole] : [whole, reasons];
		const said = shortened(sentences([...new Set(rest)].filter(Boolean)), MOST_SAID);
		return build(`${message}${shown ? `: ${shown}` : ''}`, hint, said);
	};
	const fields = fieldTexts(read.fieldErrors, phrases.labelOf);
	const reasons = fields || whole;
	switch (kind) {
		case 'unsupported':
			return build(phrases.unsupported.message, phrases.unsupported.hint, reasons);
		case 'notFound':
			return build(phrases.missing.message, phrases.missing.hint, reasons);
		case 'permission':
			return withReasons(`Makini does not allow ${phrases.doing}`, phrases.permissionHint, reasons);
		case 'server':
			return withReasons(`Makini failed while ${phrases.doing}`, SERVER_HINT, reasons);
		default:
			return withReasons(
				`Makini refused ${phrases.doing}`,
				fields ? phrases.fieldsHint : phrases.valuesHint,
				reasons,
			);
	}
}
