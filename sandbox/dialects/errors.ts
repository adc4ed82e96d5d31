import type { Reply } from '../api/replies';
import type { JsonObject } from '../types';
import type { ErrorDialect } from './types';

interface Said {
	status: number;
	code: string;
	message: string;
	errors: Readonly<Record<string, string[]>>;
}

type Written = Pick<Reply, 'body' | 'raw'> & { type?: string };

const textsOf = ({ message, errors }: Said): string[] => {
	const fields = Object.entries(errors).map(([field, texts]) => `${field}: ${texts.join(' ')}`);
	return fields.length > 0 ? fields : [message];
};

const escaped = (text: string): string =>
	text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** A refusal in the words of each kind of API. */
const WRITTEN: Readonly<Record<Exclude<ErrorDialect, 'makini'>, (said: Said) => Written>> = {
	laravel: ({ message, errors }) => ({
		body: { message, ...(Object.keys(errors).length > 0 ? { errors } : {}) } as JsonObject,
	}),
	texts: (said) => ({ body: { status: said.status, errors: textsOf(said) } }),
	problem: (said) => ({
		body: {
			type: `https://problems.example.com/${said.code.toLowerCase()}`,
			title: said.code.toLowerCase().replace(/_/g, ' '),
			status: said.status,
			detail: textsOf(said).join(' '),
		},
		type: 'application/problem+json',
	}),
	nested: (said) => ({
		body: { error: { details: textsOf(said).map((message) => ({ message })) } },
	}),
	xml: (said) => ({
		raw: `<?xml version="1.0"?><error><message>${escaped(textsOf(said).join(' '))}</message></error>`,
		type: 'application/xml',
	}),
	text: (said) => ({ raw: textsOf(said).join(' '), type: 'text/plain' }),
	html: (said) => ({
		raw: `<!DOCTYPE html><html><head><title>${escaped(said.message)}</title></head><body></body></html>`,
		type: 'text/html',
	}),
	empty: () => ({ raw: '' }),
};

/** The reply with its error in the connection's words; any other one as it is. */
export function errorAs(reply: Reply, errors: ErrorDialect | undefined): Reply {
	const { status, body, raw } = reply;
	const isOwn = status >= 400 && raw === undefined && typeof body?.code === 'string';
	if (!isOwn || errors === undefined || errors === 'makini') return reply;
	const said: Said = {
		status,
		code: String(body.code),
		message: String(body.message),
		errors: (body.errors ?? {}) as Said['errors'],
	};
	const { type, ...written } = WRITTEN[errors](said);
	const headers = { ...reply.headers, ...(type ? { 'content-type': type } : {}) };
	return { ...reply, body: undefined, ...written, headers };
}
