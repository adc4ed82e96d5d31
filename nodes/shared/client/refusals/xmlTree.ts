import { decoded } from '../errors/readableText';

/** Characters of a document that are read. */
const MOST_READ = 64_000;

/** An element: its text, or its attributes and elements by name, with a list where there are several of a name. */
export type XmlValue = string | XmlValue[] | { [name: string]: XmlValue };

interface OpenElement {
	name: string;
	text: string;
	parts: Array<readonly [string, XmlValue]>;
}

const TOKEN =
	/<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|<[?!][^>]*>|<\/([^\s<>]+)\s*>|<([\w.:-]+)((?:"[^"]*"|'[^']*'|[^<>"'])*?)(\/?)>|([^<]+)|</g;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const attributesOf = (text: string): OpenElement['parts'] =>
	[...text.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)]
		.filter(([, name = '']) => !name.startsWith('xmlns'))
		.map(([, name = '', double, single]) => [localName(name), decoded(double ?? single ?? '')]);

function valueOf({ text, parts }: OpenElement): XmlValue {
	if (parts.length === 0) return text.trim();
	const byName = new Map<string, XmlValue[]>();
	const all = text.trim() === '' ? parts : [...parts, ['#text', text.trim()] as const];
	for (const [name, value] of all) {
		const values = byName.get(name);
		if (values) values.push(value);
		else byName.set(name, [value]);
	}
	const entries = [...byName].map(([name, values]): [string, XmlValue] => [
		name,
		values.length === 1 && values[0] !== undefined ? values[0] : values,
	]);
	return Object.fromEntries(entries);
}

/** Reads XML, also what breaks off, as far as it takes to find words in it. Nothing in it is resolved or loaded. */
export function xmlTree(document: string): XmlValue {
	const root: OpenElement = { name: '', text: '', parts: [] };
	const open = [root];
	const top = (): OpenElement => open.at(-1) ?? root;
	const close = (): void => {
		if (open.length === 1) return;
		const element = open.pop();
		if (element) top().parts.push([element.name, valueOf(element)]);
	};
	for (const token of document.slice(0, MOST_READ).matchAll(TOKEN)) {
		const [, cdata, ended, started, attributes = '', isEmpty, text] = token;
		if (started !== undefined) {
			open.push({ name: localName(started), text: '', parts: attributesOf(attributes) });
			if (isEmpty) close();
		} else if (ended !== undefined) close();
		else top().text += cdata ?? (text === undefined ? '' : decoded(text));
	}
	while (open.length > 1) close();
	return valueOf(root);
}
