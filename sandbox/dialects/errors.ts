import { STATUS_CODES } from 'node:http';
import type { ErrorDetails, Reply } from '../replies';
import type { JsonObject } from '../base';
import type { ErrorDialect } from './types';

/** An error's body: JSON, or text of another type. */
type ErrorBody = { json: JsonObject; type?: string } | { text: string; type?: string };

const fieldErrors = ({ errors = {} }: ErrorDetails): Array<[field: string, text: string]> =>
	Object.entries(errors).flatMap(([field, texts]) =>
		texts.map((text): [string, string] => [field, text]),
	);

/** All that is wrong, one by one; the message where nothing is said of fields. */
function sentences(details: ErrorDetails): string[] {
	const texts = fieldErrors(details).map(([, text]) => text);
	return texts.length > 0 ? texts : [details.message];
}

const titleOf = ({ status }: ErrorDetails): string => STATUS_CODES[status] ?? `Status ${status}`;

const escaped = (text: string): string =>
	text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const BODIES: Readonly<Record<Exclude<ErrorDialect, 'makini'>, (of: ErrorDetails) => ErrorBody>> = {
	laravel: ({ message, errors }) => ({ json: { message, ...(errors ? { errors } : {}) } }),
	texts: (details) => ({ json: { status: details.status, errors: sentences(details) } }),
	problem: (details) => ({
		type: 'application/problem+json',
		json: {
			type: `https://errors.example.com/${details.code.toLowerCase()}`,
			title: titleOf(details),
			status: details.status,
			detail: details.message,
			...(details.errors
				? {
						errors: fieldErrors(details).map(([field, detail]) => ({
							detail,
							pointer: `#/${field.replaceAll('.', '/')}`,
						})),
					}
				: {}),
		},
	}),
	nested: (details) => ({
		json: {
			error: {
				code: details.code,
				message: titleOf(details),
				details: details.errors
					? fieldErrors(details).map(([field, message]) => ({ field, message }))
					: [{ message: details.message }],
			},
		},
	}),
	xml: (details) => ({
		type: 'application/xml',
		text: [
			'<?xml version="1.0"?>',
			`<error><code>${details.code}</code><message>${escaped(details.message)}</message>`,
			...fieldErrors(details).map(
				([field, text]) => `<fault field="${escaped(field)}">${escaped(text)}</fault>`,
			),
			'</error>',
		].join('\n'),
	}),
	text: (details) => ({ type: 'text/plain', text: sentences(details).join('\n') }),
	html: (details) => ({
		type: 'text/html',
		text: [
			`<!DOCTYPE html>\n<html><head><title>${escaped(details.message)}</title></head>`,
			`<body><h1>${details.status}</h1>${sentences(details)
				.map((text) => `<p>${escaped(text)}</p>`)
				.join('')}</body></html>\n`,
		].join(''),
	}),
	empty: () => ({ text: '' }),
};

export const ERROR_DIALECTS = ['makini', ...Object.keys(BODIES)] as ErrorDialect[];

/** An error of the API as the dialect says it; anything else stays. */
export function errorIn(dialect: ErrorDialect | undefined, reply: Reply): Reply {
	const { status, headers, error } = reply;
	if (!error || dialect === undefined || dialect === 'makini') return reply;
	const said = BODIES[dialect](error);
	const typed = said.type === undefined ? headers : { ...headers, 'content-type': said.type };
	const plain = { status, ...(typed ? { headers: typed } : {}) };
	return 'json' in said ? { ...plain, body: said.json } : { ...plain, raw: said.text };
}
