import { deepEqual, equal, ok } from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { runWorkflow, type Execution } from '../../scripts/host/executions';
import type { OAuthOptions, RunningSandbox } from '../../sandbox/server/server';
import { EXPIRES_IN_FORMS, type ConnectionOptions } from '../../sandbox/options';
import { loggedInPage } from './browser';
import { openNode, openWorkflow } from './canvas';
import { chooseConnect, fillCredential, openNewCredential } from './credentialForm';
import {
	application,
	connectAtOnce,
	orderCount,
	said,
	startAuthorizationServer,
	storeConsentCredential,
	storeReading,
	watch,
	type Seen,
} from './oauth';
import type { EndToEnd, EndToEndTest, Suite } from './suite';

const credentialName = 'Makini by Consent';
const atOnce = 6;
const nothing: Seen = { granted: 0, refused: 0, unauthorized: 0 };

const started: RunningSandbox[] = [];
let sandbox: RunningSandbox;
let page: Page;
let workflow: string;

const ended = [
	'Makini did not accept the access that this credential has [item 0]',
	'It has ended and could not be renewed, or the system was disconnected. Open the Makini credential and connect it again.',
];

/** The error of the node as its panel shows it, without what Makini added. */
function failure(execution: Execution): string[] {
	equal(execution.status, 'error');
	const { message = '', description = '' } = execution.failure('Makini') ?? {};
	return [message, description.replace(/ (?:Makini says: .*)?HTTP status: 401.*$/, '')];
}

function succeeded(execution: Execution): void {
	equal(execution.status, 'success', execution.error);
	equal(execution.items('Makini').length, orderCount);
}

/** A connected credential of a server with these options, and a workflow that reads with it. */
async function connected(
	{ n8n }: EndToEnd,
	name: string,
	oauth: OAuthOptions,
	more: Partial<ConnectionOptions> = {},
) {
	const server = await startAuthorizationServer(oauth, more);
	started.push(server);
	const id = await storeConsentCredential(n8n.client, name, server.url);
	await connectAtOnce(n8n.client, page, id);
	const reading = await storeReading(n8n.client, name);
	return { server, id, reading, read: async () => await runWorkflow(n8n.client, reading) };
}

const renewalTest = (form: (typeof EXPIRES_IN_FORMS)[number]): EndToEndTest => ({
	name: `an access whose end is given as ${form} is used while it lasts, then renewed`,
	async run(context, tell) {
		const { server, read } = await connected(context, `Makini by Consent (${form})`, {
			expiresIn: form,
		});
		let seen = watch(server);
		succeeded(await read());
		deepEqual(seen(), nothing);
		server.connection('plant').expireTokens();
		seen = watch(server);
		succeeded(await read());
		equal(seen().granted, 1);
		equal(seen().refused, 0);
		tell(said(seen()));
	},
});

/** Access by consent, from the form in the editor to the day on which it cannot be renewed any more. */
export const oauthSuite: Suite = {
	name: 'oauth',
	async before({ n8n, browser }) {
		sandbox = await startAuthorizationServer();
		started.push(sandbox);
		page = await loggedInPage(await browser(), n8n.url);
	},
	tests: [
		{
			name: 'a credential is connected in the editor, with the consent of the customer',
			async run({ n8n, imagePath }) {
				await openNewCredential(page, {
					url: n8n.url,
					type: 'Makini OAuth2 API',
					name: credentialName,
				});
				await fillCredential(page, {
					...application,
					authUrl: `${sandbox.url}/oauth/authorize`,
					accessTokenUrl: `${sandbox.url}/link/token`,
					baseUrl: sandbox.url,
				});
				const popup = await chooseConnect(page);
				await popup.locator('#connect').waitFor();
				await popup.locator('#connect').click();
				await page.getByTestId('oauth-connect-success-banner').waitFor();
				await page.screenshot({ path: imagePath('oauth-credential') });
				workflow = await storeReading(n8n.client, credentialName);
			},
		},
		{
			name: 'it reads without asking for another access',
			async run({ n8n }) {
				const seen = watch(sandbox);
				succeeded(await runWorkflow(n8n.client, workflow));
				deepEqual(seen(), nothing);
			},
		},
		{
			name: 'an access that has ended is renewed once, and kept',
			async run({ n8n }, tell) {
				sandbox.connection('plant').expireTokens();
				const first = watch(sandbox);
				succeeded(await runWorkflow(n8n.client, workflow));
				equal(first().granted, 1);
				equal(first().refused, 0);
				ok(first().unauthorized >= 1);
				tell(said(first()));
				const second = watch(sandbox);
				succeeded(await runWorkflow(n8n.client, workflow));
				deepEqual(second(), nothing);
			},
		},
		{
			name: `${atOnce} executions at once with an access that has ended all succeed`,
			async run(context, tell) {
				const name = 'Makini by Consent (slow)';
				// Slow enough that all have started before the first of them knows.
				const { server, read } = await connected(context, name, {}, { latencyMs: 1500 });
				server.connection('plant').expireTokens();
				const seen = watch(server);
				const runs = Array.from({ length: atOnce }, async () => await read());
				for (const execution of await Promise.all(runs)) succeeded(execution);
				const { unauthorized, refused } = seen();
				ok(unauthorized >= atOnce, `only ${unauthorized} requests came with the old access`);
				equal(refused, 0);
				tell(said(seen()));
			},
		},
		...EXPIRES_IN_FORMS.map(renewalTest),
		{
			name: 'an access that cannot be renewed says to connect again, and that helps',
			async run(context, tell) {
				const { n8n } = context;
				const name = 'Makini by Consent (ended)';
				const { server, id, reading, read } = await connected(context, name, {
					refreshTokenSeconds: 1,
				});
				await wait(1100);
				server.connection('plant').expireTokens();
				const seen = watch(server);
				deepEqual(failure(await read()), ended);
				equal(seen().granted, 0);
				tell(said(seen()));
				await openWorkflow(page, n8n.url, reading);
				await openNode(page, 'Makini');
				await page.getByTestId('node-execute-button').first().click();
				for (const text of ended) await page.getByTestId('ndv').getByText(text).first().waitFor();
				await connectAtOnce(n8n.client, page, id);
				succeeded(await read());
			},
		},
		{
			name: 'a login that ended in the connected system says so, and renews nothing',
			async run({ n8n }, tell) {
				sandbox.connection('plant').setState('fail');
				const seen = watch(sandbox);
				deepEqual(failure(await runWorkflow(n8n.client, workflow)), [
					'This connection needs to be reauthorized [item 0]',
					'The connected system no longer accepts the login that Makini holds for it, usually because a password or permission was changed. Open the Makini credential and connect it again.',
				]);
				equal(seen().granted, 0);
				tell(said(seen()));
			},
		},
	],
	async after() {
		await page.context().close();
		await Promise.all(started.map(async (server) => await server.stop()));
	},
};
