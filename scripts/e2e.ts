import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../test/e2e/browser';
import type { EndToEnd, Suite } from '../test/e2e/suite';
import { suites } from '../test/e2e/suites';
import { prepareFolder } from './host/folder';
import { installHost } from './host/install';
import { N8nServer } from './host/n8n';
import { readOptions } from './host/options';
import { buildPackage, installPackage, packPackage } from './host/package';
import { projectRoot, runRoot, scratchRoot } from './host/paths';
import { runScript } from './host/processes';
import { step } from './host/progress';
import { defaultVersion, hostVersions } from './host/versions';

const help = `Runs the nodes in a real n8n, with the sandbox in Makini's place and a real browser.

  npm run test:e2e                     all suites
  npm run test:e2e -- sync webhooks    the suites with these names, or parts of names
  npm run test:e2e -- --without sync   all suites but these; may be given more than once
  npm run test:e2e -- --n8n 1.123.81   another n8n than ${defaultVersion}
  npm run test:e2e -- --update-images  also renews the screenshots in docs/images

n8n: ${hostVersions.join(', ')}
Suites: ${suites.map(({ name }) => name).join(', ')}`;

interface Results {
	passed: number;
	failed: number;
}

async function runSuite(suite: Suite, context: EndToEnd): Promise<Results> {
	console.log(`\n${suite.name}`);
	const results: Results = { passed: 0, failed: 0 };
	const report = (error: unknown) => {
		results.failed += 1;
		console.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
	};
	try {
		await suite.before?.(context);
		for (const test of suite.tests) {
			try {
				await step(test.name, async (tell) => await test.run(context, tell));
				results.passed += 1;
			} catch (error) {
				report(error);
			}
		}
	} catch (error) {
		report(error);
	}
	await suite.after?.(context).catch(report);
	return results;
}

async function prepare(version: string, updateImages: boolean, browser: () => Promise<Browser>) {
	const host = await installHost(version);
	await step('Building the nodes', buildPackage);
	const userFolder = path.join(runRoot, `e2e-${version}`);
	await prepareFolder(userFolder, true);
	await step('Installing the packed nodes', async () => {
		await installPackage(await packPackage(), userFolder);
	});
	const n8n = await step(`Starting n8n ${version}`, async () => {
		return await N8nServer.start(host, { userFolder, port: 0 });
	});
	const images = updateImages
		? path.join(projectRoot, 'docs', 'images')
		: path.join(scratchRoot, 'images');
	mkdirSync(images, { recursive: true });
	return { host, n8n, browser, imagePath: (name: string) => path.join(images, `${name}.png`) };
}

/**
 * The suites that have one of the parts in their name, all if there are none, without those that
 * are to be left out.
 */
function choose(parts: readonly string[], without: readonly string[]): Suite[] {
	const isNamed =
		({ name }: Suite) =>
		(part: string) =>
			name.includes(part);
	const unknown = [...parts, ...without].filter(
		(part) => !suites.some((suite) => isNamed(suite)(part)),
	);
	if (unknown.length > 0) {
		throw new Error(`No suite has "${unknown.join('", "')}" in its name.\n\n${help}`);
	}
	return suites.filter(
		(suite) => (parts.length === 0 || parts.some(isNamed(suite))) && !without.some(isNamed(suite)),
	);
}

async function main(): Promise<number> {
	const { values, positionals } = readOptions(help, {
		n8n: { type: 'string', default: defaultVersion },
		without: { type: 'string', multiple: true, default: [] },
		'update-images': { type: 'boolean', default: false },
	});
	if (values['update-images'] && values.n8n !== defaultVersion) {
		throw new Error(`The screenshots in docs/images are of n8n ${defaultVersion} alone.`);
	}
	const chosen = choose(positionals, values.without);

	let browser: Promise<Browser> | undefined;
	const context = await prepare(values.n8n, values['update-images'], async () => {
		browser ??= openBrowser();
		return await browser;
	});
	const all: Results[] = [];
	for (const suite of chosen) all.push(await runSuite(suite, context));
	await (await browser)?.close();

	const total = (field: keyof Results) => all.reduce((sum, results) => sum + results[field], 0);
	const [passed, failed] = [total('passed'), total('failed')];
	writeFileSync(
		path.join(scratchRoot, `e2e-${values.n8n}-results.json`),
		JSON.stringify({ numPassedTests: passed, numFailedTests: failed }),
	);
	console.log(`\nn8n ${values.n8n}: ${passed} passed, ${failed} failed`);
	return failed === 0 ? 0 : 1;
}

runScript(main);
