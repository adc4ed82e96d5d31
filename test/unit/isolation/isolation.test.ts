import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { escapeRegExp } from 'lodash';

const root = path.resolve(__dirname, '../../..');
const fixtures = path.join(__dirname, 'fixtures');

/** What each fixture leaves behind, as its failure says. The last one finds everything as it should be. */
const LEFT: Record<string, string[]> = {
	connection: ['a connection that is open'],
	interceptor: ['http.ClientRequest, replaced', 'http.request, replaced', 'https.get, replaced'],
	server: ['a server that listens'],
	spy: ['http.ClientRequest.prototype.setTimeout, replaced'],
	timer: ['a timer that runs'],
};

interface Outcome {
	status: string;
	message: string;
}

const { projects, cacheDirectory } = jest.requireActual<{
	projects: Array<Record<string, unknown>>;
	cacheDirectory: string;
}>('../../../jest.config.cjs');

/** Runs the fixtures as the project's tests are run, in one process, one after the other. */
function outcomes(): Record<string, Outcome> {
	const folder = mkdtempSync(path.join(tmpdir(), 'isolation-'));
	try {
		const output = path.join(folder, 'results.json');
		const config = {
			...projects[0],
			rootDir: root,
			roots: [fixtures],
			testMatch: [`${fixtures}/*.ts`],
			testEnvironmentOptions: { patienceMs: 200 },
			testSequencer: path.join(__dirname, 'alphabetical.cjs'),
			cacheDirectory,
			watchman: false,
		};
		spawnSync(
			path.join(root, 'node_modules', '.bin', 'jest'),
			['--runInBand', '--json', `--outputFile=${output}`, '--config', JSON.stringify(config)],
			{ cwd: root, stdio: 'ignore', timeout: 100_000 },
		);
		const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as {
			testResults: Array<Outcome & { name: string }>;
		};
		return Object.fromEntries(
			testResults.map(({ name, ...outcome }) => [path.basename(name, '.ts'), outcome]),
		);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

describe('test files that leave something behind', () => {
	let ran: Record<string, Outcome>;

	beforeAll(() => {
		ran = outcomes();
	});

	it.each(Object.entries(LEFT))('%s: fails, and says what', (name, parts) => {
		expect(ran[name]?.status).toBe('failed');
		for (const part of parts) expect(ran[name]?.message).toMatch(new RegExp(escapeRegExp(part)));
	});

	it('the next file finds everything as it should be', () => {
		expect(ran.untouched).toMatchObject({ status: 'passed', message: '' });
		expect(Object.keys(ran)).toHaveLength(Object.keys(LEFT).length + 1);
	});
});
