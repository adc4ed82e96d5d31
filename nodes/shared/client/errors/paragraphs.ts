import { escapeRegExp } from 'lodash';
import type { ErrorKind, MakiniError } from './errors';

const PAGE =
	'https://github.com/n8n-nodes-makini/n8n-nodes-makini/blob/main/docs/troubleshooting.md';

/**
 * The headings of docs/troubleshooting.md that are messages. What stands in angle brackets differs
 * from case to case; the first one that fits counts, so that those which fit much come last.
 */
export const HEADINGS: readonly string[] = [
	'Makini did not accept the API token',
	'This connection needs to be reauthorized',
	'The Makini credential has no API token',
	'The API token in the Makini credential has characters that no token has',
	'The Makini credential is not connected',
	'Makini did not accept the access that this credential has',
	'Makini did not accept the client ID and the client secret',
	'Makini does not allow <listing purchase orders><: reason>',
	'The base URL in the Makini credential is not a web address',
	'The base URL answered with a web page instead of data',
	'The base URL redirects to another address',
	'Makini has no <purchase orders> at this address',
	'Makini has nothing at this address',
	'The host name of the base URL is not known',
	'The host of the base URL refuses connections',
	'The host of the base URL does not answer in time',
	'The host of the base URL closes the connection without an answer',
	'The certificate of the base URL is not valid or not trusted',
	'The path leads to another host (<host>)',
	'The rate limit of this connection did not free up within <300> s',
	'Makini stayed unavailable for <300> s',
	'Makini failed while <listing purchase orders><: reason>',
	'Makini is busy or unavailable at the moment (status <503>)<: reason>',
	'There is no <purchase order> with the key "<key>"',
	'There is no <purchase order> with the <order number> "<number>"',
	"Makini's answer could not be read while <listing purchase orders>",
	'Makini gave the same page of <purchase orders> twice',
	"Makini's list of <purchase orders> was cut short <at 100 of 250>",
	'"Updated After" cannot be used together with filters of which any may match',
	'"<Updated After>" came out empty',
	'"Only Changed Since Last Run" cannot be used together with <more than one input item>',
	'"<Updated After>" is a number: <value>',
	'"<Updated After>" is not a date: <value>',
	'Filter condition <1> (<field>) has no value',
	'<The key of the purchase order is> a number that has lost digits<: value>',
	'Filter condition <1> (<field>) has <a list> as its value',
	'Filter condition <1> (<field>) needs a date, but has "<value>"',
	'Two filter conditions use the same field and operator (<field>, <operator>)',
	'Makini refused <creating the purchase order><: fields and reasons>',
	'The connected system does not support <deleting purchase orders>',
	'The <purchase order N-1> may or may not have been created',
	'The <purchase order 7> may or may not have been changed',
	'The request may or may not have been carried out',
	'More than one <purchase order> has the <orderNo> "<value>"',
	'This connection does not look up <purchase orders> by <field> exactly',
	'The list of <purchase orders> has one with the key "<key>", but there is none by that key',
	'The field to match by (<orderNo>) has no value',
	'The <purchase order> has no values',
	'There is nothing to update',
	'The JSON is malformed: <reason>',
	'The JSON is not an object',
	'The Makini credential has no webhook secret, so no event could be verified<. What to do>',
	'There are no <purchase orders> to show',
	'Makini gave nothing within the <45> s of this poll',
	'This connection does not sort <purchase orders> by <updatedAt>',
	'There is no <purchase order> with the <order number N-1>',
	'<A purchase order> with the <order number N-1> already exists',
	'<Items 0 and 2> have the same <order number N-1> and differ in <title>',
	'<Vendor>: there is no <vendor "V-9">',
	'<Vendor>: more than one <vendor> has the <name> "<Acme>"',
	'<Vendor>: the code "<V-2>" is <vendor> "<Acme>" in the connection that is written to, not "<Nordwind>"',
	'<Vendor> has only a key, "<1001>", and nothing tells which connection it is from',
	'The key "<1001>" is the <purchase order> "<PO-7>" in this connection, but the item is "<PO-1>"',
	'<Line Items> leaves out <2> of the <3> lines that the <purchase order> has',
	'The <purchase order PO-1> was changed after <time>',
	'Whether the <purchase order PO-1> was changed meanwhile cannot be told',
	'"On Conflict" is set to <skip>, and there is no time under "If Changed Since"',
	'"If Changed Since" is not a time: <value>',
	'"On Conflict" cannot be used for <inventory records>',
	'"Preview" is neither true nor false',
	'"Preview" is <true> for item <0> and <false> for item <1>',
	'The input has columns that are no fields: <names>',
	'The file has columns of <line items>: <names>',
	'<Vendor> is empty',
	'<Currencies> are not offered for connections of the type <EAM>',
	'<Total Net Value> is not <a number>: <value>',
	'<Vendor Key> has two values: "<value>" under Fields and "<value>" under References',
];

/** Headings for the messages that have none of their own. */
export const OTHERWISE: Readonly<Record<Exclude<ErrorKind, 'cancelled'>, string>> = {
	authentication: 'Credential',
	reauthorization: 'This connection needs to be reauthorized',
	permission: 'Makini does not allow <listing purchase orders><: reason>',
	notFound: 'Makini has nothing at this address',
	unreachable: 'Address and network',
	unexpectedBody: "Makini's answer could not be read while <listing purchase orders>",
	rateLimit: 'The rate limit of this connection did not free up within <300> s',
	server: 'Makini failed while <listing purchase orders><: reason>',
	unsupported: 'The connected system does not support <deleting purchase orders>',
	validation: 'Makini refused <creating the purchase order><: fields and reasons>',
	uncertain: 'The request may or may not have been carried out',
	ambiguous: 'More than one <purchase order> has the <orderNo> "<value>"',
	exists: '<A purchase order> with the <order number N-1> already exists',
	conflict: 'The <purchase order PO-1> was changed after <time>',
	input: 'Parameters and values',
};

/** The anchor that GitHub gives to a heading. */
export const anchorOf = (heading: string): string =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replaceAll(' ', '-');

const PATTERNS = HEADINGS.map((heading) => {
	const parts = heading.split(/<[^<>]+>/).map(escapeRegExp);
	return { anchor: anchorOf(heading), pattern: new RegExp(`^${parts.join('.*')}$`, 's') };
});

/** The address of the paragraph about an error; none about a cancellation, which is nobody's mistake. */
export function paragraphOf({
	kind,
	message,
}: Pick<MakiniError, 'kind' | 'message'>): string | undefined {
	if (kind === 'cancelled') return undefined;
	const plain = message.replace(/^Line \d+: | \[item \d+\]$/g, '');
	const own = PATTERNS.find(({ pattern }) => pattern.test(plain));
	return `${PAGE}#${own?.anchor ?? anchorOf(OTHERWISE[kind])}`;
}
