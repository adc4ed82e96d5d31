import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
	anchorOf,
	HEADINGS,
	OTHERWISE,
	paragraphOf,
} from '../../../nodes/shared/client/errors/paragraphs';
import { repository } from '../../../package.json';

const page = readFileSync(path.resolve(__dirname, '../../../docs/troubleshooting.md'), 'utf8');
const headings = [...page.matchAll(/^#{2,} (.+)$/gm)].map(([, heading = '']) => heading);
const messages = headings.filter((heading) => heading.startsWith('`'));

it('knows every message of the page, and no other', () => {
	expect([...HEADINGS].sort()).toEqual(messages.map((heading) => heading.slice(1, -1)).sort());
});

it('leads to headings that are there, each with an anchor of its own', () => {
	const anchors = headings.map(anchorOf);
	expect(new Set(anchors).size).toBe(anchors.length);
	for (const heading of [...HEADINGS, ...Object.values(OTHERWISE)]) {
		expect(anchors).toContain(anchorOf(heading));
	}
});

test.each([
	['There is no vendor with the key "7" [item 3]', 'there-is-no-purchase-order-with-the-key-key'],
	['Line 4: Due At is not a date: x', 'total-net-value-is-not-a-number-value'],
	['"Updated After" is not a date: x', 'updated-after-is-not-a-date-value'],
	[
		'Makini refused creating the vendor: Code: is not a code: x',
		'makini-refused-creating-the-purchase-order-fields-and-reasons',
	],
	['The method "x" is not known', 'parameters-and-values'],
])('of %s is #%s', (message, anchor) => {
	const address = repository.url.replace(/^git\+|\.git$/g, '');
	expect(paragraphOf({ kind: 'input', message })).toBe(
		`${address}/blob/main/docs/troubleshooting.md#${anchor}`,
	);
});

it('of a cancellation is none', () => {
	expect(paragraphOf({ kind: 'cancelled', message: 'x' })).toBeUndefined();
});
