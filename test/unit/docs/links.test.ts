import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { demoExamples } from '../../../scripts/host/demo';

const root = path.resolve(__dirname, '../../..');
const NOT_OURS = new Set(['node_modules', 'dist']);

function filesBelow(folder: string, extension: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const file = path.join(folder, entry.name);
		if (entry.name.startsWith('.') || NOT_OURS.has(entry.name)) return [];
		if (entry.isDirectory()) return filesBelow(file, extension);
		return entry.name.endsWith(extension) ? [file] : [];
	});
}

const read = (file: string): string => readFileSync(file, 'utf8');
const prose = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '');

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(text: string): Set<string> {
	const headings = [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map((match) => match[1] ?? '');
	return new Set(
		headings.map((heading) =>
			heading
				.toLowerCase()
				.replace(/[^\p{L}\p{N} _-]/gu, '')
				.replaceAll(' ', '-'),
		),
	);
}

const linksOf = (text: string): string[] =>
	[...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');

const isElsewhere = (link: string): boolean => /^[a-z]+:/.test(link);

function faultOf(page: string, link: string): string | undefined {
	const [file = '', anchor] = link.split('#');
	const target = file === '' ? page : path.resolve(path.dirname(page), file);
	const name = `${path.relative(root, page)}: ${link}`;
	if (!existsSync(target)) return name;
	if (anchor === undefined) return undefined;
	if (statSync(target).isDirectory() || !anchorsOf(read(target)).has(anchor)) return name;
	return undefined;
}

const pages = filesBelow(root, '.md');

it('every link within the documentation leads somewhere', () => {
	const links = pages.flatMap((page) =>
		linksOf(read(page))
			.filter((link) => !isElsewhere(link))
			.map((link) => ({ page, link })),
	);
	expect(links.length).toBeGreaterThan(50);
	expect(links.flatMap(({ page, link }) => faultOf(page, link) ?? [])).toEqual([]);
});

it('every page and picture of docs is linked from somewhere', () => {
	const linked = new Set(
		pages.flatMap((page) =>
			linksOf(read(page))
				.filter((link) => !isElsewhere(link))
				.map((link) => path.resolve(path.dirname(page), link.split('#')[0] ?? '')),
		),
	);
	const docs = [
		...filesBelow(path.join(root, 'docs'), '.md'),
		...filesBelow(path.join(root, 'docs'), '.png'),
	];
	expect(docs.filter((file) => !linked.has(file)).map((file) => path.relative(root, file))).toEqual(
		[],
	);
});

describe('examples', () => {
	const examples = readdirSync(path.join(root, 'examples')).map((file) =>
		path.basename(file, '.json'),
	);
	const e2e = path.join(root, 'test', 'e2e');
	const suites = filesBelow(e2e, '.ts').map(read).join('\n');
	const shortNames = new Map<string, string>(
		Object.entries(demoExamples).map(([name, file]) => [file, name]),
	);

	it.each(examples)('%s is linked from the README and from a page about a task', (name) => {
		expect(linksOf(read(path.join(root, 'README.md')))).toContain(`examples/${name}.json`);
		const tasks = filesBelow(path.join(root, 'docs', 'tasks'), '.md').flatMap((page) =>
			linksOf(read(page)),
		);
		expect(tasks).toContain(`../../examples/${name}.json`);
	});

	it.each(examples)('%s is executed by a suite', (name) => {
		const ways = [`readExample('${name}')`, `demo.${shortNames.get(name)})`];
		expect(ways.filter((way) => suites.includes(way))).not.toEqual([]);
	});

	it('every suite is among those that run', () => {
		const listed = read(path.join(e2e, 'suites.ts'));
		const files = readdirSync(e2e).filter((file) => file.endsWith('Suite.ts'));
		expect(files.length).toBeGreaterThan(10);
		expect(files.filter((file) => !listed.includes(`'./${path.basename(file, '.ts')}'`))).toEqual(
			[],
		);
	});
});
