// How long the sentences of the documentation are. Tables and code are not counted.
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { toString } from 'mdast-util-to-string';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

/** Words that a sentence may have. */
const MOST_WORDS = 35;

/** Words that the sentences of a page may have on average. */
const MOST_ON_AVERAGE = 15;

/** Pages that are written by a program, and those of which only the longest sentences are looked at. */
const GENERATED = ['docs/operations.md'];
const FOR_REFERENCE = ['CHANGELOG.md', 'docs/troubleshooting.md', 'docs/benchmarks.md'];

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const wordsOf = (sentence) => sentence.match(/[\p{L}\p{N}][\p{L}\p{N}'’./_-]*/gu) ?? [];

/** The sentences of a page, each with its line. */
export function sentencesOf(markdown) {
	const tree = unified().use(remarkParse).use(remarkGfm).parse(markdown);
	const sentences = [];
	visit(tree, ['paragraph', 'table'], (node) => {
		if (node.type === 'table') return 'skip';
		const { line } = node.position.start;
		for (const { segment } of segmenter.segment(toString(node).replace(/\s+/g, ' '))) {
			const words = wordsOf(segment).length;
			if (words > 0) sentences.push({ line, words, text: segment.trim() });
		}
	});
	return sentences;
}

/** What is too long in a page. */
export function faultsIn(page, markdown) {
	const sentences = sentencesOf(markdown);
	const long = sentences
		.filter(({ words }) => words > MOST_WORDS)
		.map(({ line, words, text }) => `${page}:${line}: ${words} words: ${text}`);
	const total = sentences.reduce((sum, { words }) => sum + words, 0);
	const mean = sentences.length === 0 ? 0 : total / sentences.length;
	if (mean <= MOST_ON_AVERAGE || FOR_REFERENCE.includes(page)) return long;
	return [...long, `${page}: ${mean.toFixed(1)} words a sentence, ${MOST_ON_AVERAGE} at most`];
}

export function lintProse() {
	const pages = globSync(['*.md', 'docs/**/*.md'], { ignore: GENERATED });
	const faults = pages.flatMap((page) => faultsIn(page, readFileSync(page, 'utf8')));
	if (faults.length === 0) return;
	console.error(`\nSentences are too long:\n${faults.join('\n')}`);
	process.exit(1);
}
