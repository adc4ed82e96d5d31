import { existsSync } from 'node:fs';
import path from 'node:path';
import { lowerFirst } from 'lodash';
import nock from '../support/nock';
import packageJson from '../../package.json';
import { packageRoot, resolveTypes, testCredential } from '../support/engine';

afterEach(() => nock.cleanAll());

describe('the package as n8n loads it', () => {
	it('has every node, with icons for both themes and search words', async () => {
		const types = await resolveTypes();
		const classes = packageJson.n8n.nodes.map((file) => path.basename(file, '.node.js'));
		expect(types.map(({ name }) => name).sort()).toEqual(classes.map(lowerFirst).sort());
		for (const { iconUrl, codex } of types) {
			expect(iconUrl).toEqual({ light: expect.any(String), dark: expect.any(String) });
			for (const url of Object.values(iconUrl as Record<string, string>)) {
				const file = url.replace('icons/n8n-nodes-makini/', '');
				expect(existsSync(path.join(packageRoot, file))).toBe(true);
			}
			expect(codex?.alias?.length).toBeGreaterThan(0);
		}
	});
});

describe('the credential test', () => {
	const values = { apiToken: 'token-for-tests', baseUrl: 'https://makini.test', apiStyle: 'v1' };

	it('accepts a token that Makini accepts', async () => {
		const scope = nock('https://makini.test', {
			reqheaders: { authorization: 'Bearer token-for-tests' },
		})
			.get(/.*/)
			.reply(200, { data: [] });
		expect(await testCredential(values)).toMatchObject({ status: 'OK' });
		expect(scope.isDone()).toBe(true);
	});

	it('refuses a token that Makini refuses', async () => {
		nock('https://makini.test').get(/.*/).reply(401, { message: 'Unauthenticated.' });
		expect(await testCredential(values)).toMatchObject({ status: 'Error' });
	});
});
