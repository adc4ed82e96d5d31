import { readFileSync } from 'node:fs';
import path from 'node:path';
import { escapeRegExp } from 'lodash';
import { packageRoot } from '../support/engine';
import { anchorOf, paragraphOf } from '../../nodes/shared/client/errors/paragraphs';
import nock from '../support/nock';
import { stopPeers } from './support';
import { accessScenarios } from './troubleshooting/access';
import { readingScenarios, writingScenarios } from './troubleshooting/records';
import { triggerScenarios } from './troubleshooting/triggers';

const scenarios = [
	...accessScenarios,
	...readingScenarios,
	...writingScenarios,
	...triggerScenarios,
];

/** The messages of the page: its headings below the sections, in code type. */
const page = readFileSync(path.join(packageRoot, 'docs', 'troubleshooting.md'), 'utf8');
const messages = [...page.matchAll(/^### `(.+)`$/gm)].map((match) => match[1] ?? '');
const headings = [...page.matchAll(/^#{3,} .+$/gm)];

/** What stands in angle brackets differs from case to case. */
const pattern = (message: string): RegExp =>
	new RegExp(
		`^${message
			.split(/<[^<>]+>/)
			.map(escapeRegExp)
			.join('.+')}$`,
	);

afterEach(async () => {
	jest.restoreAllMocks();
	jest.useRealTimers();
	nock.cleanAll();
	await stopPeers();
});

it('the page explains exactly the messages that are tried here, each once', () => {
	const tried = scenarios.map(({ message }) => message);
	expect([...messages].sort()).toEqual([...tried].sort());
	expect(new Set(messages).size).toBe(messages.length);
	expect(messages).toHaveLength(headings.length);
});

it.each(scenarios)('$message', async ({ message, happen }) => {
	const shown = await happen();
	expect(shown).toMatch(pattern(message));
	const link = paragraphOf({ kind: 'input', message: shown });
	expect(link).toMatch(new RegExp(`/docs/troubleshooting\\.md#${anchorOf(message)}$`));
});
