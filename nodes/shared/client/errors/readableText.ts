/** Characters of a server's text that are read at all: what people read stands at its beginning. */
const MOST_READ = 10_000;

/** Characters of what a server said that are kept. */
export const MOST_SAID = 1_000;

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
	amp: '&',
	apos: "'",
	gt: '>',
	lt: '<',
	nbsp: ' ',
	quot: '"',
};

const characterOf = (code: number): string =>
	Number.isInteger(code) && code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';

/** Decodes what stands for characters in XML and HTML. */
export const decoded = (text: string): string =>
	text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex, decimal, name) => {
		if (hex) return characterOf(parseInt(String(hex), 16));
		if (decimal) return characterOf(Number(decimal));
		return NAMED_ENTITIES[String(name).toLowerCase()] ?? whole;
	});

const HTML_TAG =
	/<\/?(?:a|article|b|blockquote|body|br|button|center|code|div|em|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|li|link|main|meta|nav|ol|p|pre|section|small|span|strong|style|script|sub|sup|svg|table|tbody|td|th|thead|title|tr|u|ul)(?:[\s/][^<>]*)?>/gi;

/** Without tags; a bare word in angle brackets is a name that somebody is told of, and stays. */
const withoutTags = (text: string): string =>
	text
		.replace(/<(script|style)\b[^<>]*>[\s\S]*?<\/\1\s*>/gi, ' ')
		.replace(HTML_TAG, ' ')
		.replace(/<([\w.-]+)>/g, '$1')
		.replace(/<[a-z!/?][^<>]*>/gi, ' ');

const SECRET_NAME =
	'(?:[\\w-]*(?:passw(?:or)?d|pwd|secret|token|api[_-]?key|authorization|credentials?))';

/** Texts that give secrets away, whoever's they are, and what takes their place. */
const SECRETS: ReadonlyArray<readonly [RegExp, string]> = [
	[/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, '***'],
	[/\b(Bearer|Basic)\s+(?=\S*[\d._~+/=-])[\w.~+/=-]+/gi, '$1 ***'],
	[/:\/\/[^\s/@]+@/g, '://***@'],
	[new RegExp(`(${SECRET_NAME}["']?\\s*[:=]\\s*)(["'])(?:(?!\\2).)+\\2`, 'gi'), '$1$2***$2'],
	[new RegExp(`(${SECRET_NAME}=)[^\\s&;,"']+`, 'gi'), '$1***'],
	// Behind a colon a word may as well be what is wrong with the secret.
	[new RegExp(`(${SECRET_NAME}:\\s*)(?=[^\\s,;]*\\d)[^\\s,;"']+`, 'gi'), '$1***'],
];

const redacted = (text: string): string =>
	SECRETS.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), text);

/**
 * Cuts a text at the end of a word. Half a word could be half a secret, which nothing that looks for secrets finds.
 */
export function shortened(text: string, most: number): string {
	if (text.length <= most) return text;
	const head = text.slice(0, most - 3);
	const isCutInWord = /^[!-~]/.test(text.slice(most - 3));
	const whole = isCutInWord ? head.replace(/[!-~]+$/, '') : head;
	return `${whole.replace(/[\s.,;:\p{Cs}]+$/u, '')}...`;
}

/**
 * A server's text as people can read it: one line, without markup, control characters and secrets,
 * and not too long.
 */
export function readable(text: string, most = MOST_SAID): string {
	const plain = withoutTags(decoded(text.slice(0, MOST_READ)))
		.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
		// Longer words are nothing that people read: encoded files, keys.
		.replace(/[!-~]{200,}/g, '...');
	return shortened(redacted(plain).replace(/\s+/g, ' ').trim(), most);
}

/** A text without its full stop, so that it can stand within a sentence. */
export const asSentence = (text: string): string =>
	text.endsWith('...') ? text : text.replace(/[\s.]+$/, '');

/** A text with a full stop, unless it ends otherwise. */
export const withStop = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Puts texts one after the other, each as a sentence. */
export const sentences = (texts: readonly string[]): string =>
	texts
		.map((text, index) => (index < texts.length - 1 && /[^.!?:;]$/.test(text) ? `${text}.` : text))
		.join(' ');

/** Whether a body is a web page, as proxies and wrong addresses give it. */
export const isHtml = (body: unknown): boolean =>
	typeof body === 'string' &&
	/^\s*(?:<\?xml[^<>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)?<(?:!doctype html|(?:html|head|body)[\s>/])/i.test(
		body,
	);

/** The title of a web page, else its first heading; a bare number, which would be the status once more, is none. */
export function titleOf(page: string): string {
	const text = page.slice(0, MOST_READ);
	const heading = (name: string): string =>
		readable(new RegExp(`<${name}\\b[^<>]*>([\\s\\S]*?)</${name}\\s*>`, 'i').exec(text)?.[1] ?? '');
	return [heading('title'), heading('h1')].find((words) => /\D/.test(words)) ?? '';
}

/** "a vendor", "an order", "a user": the indefinite article goes by how the word begins when it is spoken. */
export const withArticle = (singular: string): string =>
	`${/^(?!us|uni)[aeiou]/i.test(singular) ? 'an' : 'a'} ${singular}`;
