import type { Dialect } from './dialects/types';

export type Charset = NonNullable<Dialect['charset']>;

/** How each is named in a content type, and written. */
const CHARSETS: Readonly<
	Record<Charset, { parameter: string; bytes: (text: string, contentType: string) => Buffer }>
> = {
	'utf-8': { parameter: '; charset=utf-8', bytes: (text) => Buffer.from(text) },
	bom: { parameter: '; charset=utf-8', bytes: (text) => Buffer.from(`\uFEFF${text}`) },
	latin1: {
		parameter: '; charset=iso-8859-1',
		bytes: (text, contentType) => Buffer.from(withinLatin1(text, contentType), 'latin1'),
	},
	none: { parameter: '', bytes: (text) => Buffer.from(text) },
};

export const CHARSET_DIALECTS = Object.keys(CHARSETS) as Charset[];

/** What the charset lacks is escaped as the format does. */
function withinLatin1(text: string, contentType: string): string {
	if (contentType.includes('json')) {
		return text.replace(/[^\0-\xff]/g, (unit) => {
			return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
		});
	}
	const isMarkup = /xml|html/.test(contentType);
	return text.replace(/[^\0-\xff]/gu, (character) =>
		isMarkup ? `&#${character.codePointAt(0)};` : '?',
	);
}

/** The text in bytes, and the content type that goes with them; as it is without a charset. */
export function encoded(
	text: string,
	contentType: string | undefined,
	charset: Charset | undefined,
): { bytes: Buffer; contentType: string | undefined } {
	if (charset === undefined || contentType === undefined || text === '') {
		return { bytes: Buffer.from(text), contentType };
	}
	const { parameter, bytes } = CHARSETS[charset];
	const [type = ''] = contentType.split(';');
	return { bytes: bytes(text, type), contentType: type + parameter };
}
