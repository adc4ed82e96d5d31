import path from 'node:path';
import { UNLIKE_ERPS_VALUES } from '../sandbox/scenarios';
import { demoSecret, demoWebhooks, storeDemo, type Demo } from './host/demo';
import { prepareFolder } from './host/folder';
import { installHost, type InstalledHost } from './host/install';
import { N8nServer } from './host/n8n';
import { runOnce } from './host/once';
import { readOptions } from './host/options';
import { buildPackage, installPackage, packPackage } from './host/package';
import { runRoot } from './host/paths';
import { runScript } from './host/processes';
import { step } from './host/progress';
import { owner } from './host/rest';
import { SandboxProcess } from './host/sandbox';
import { expectationFor } from './host/sync/run';
import { defaultVersion } from './host/versions';
import { sourcesChange } from './host/watch';
import type { SyncExpectation } from '../sandbox/expectation';

const help = `Starts a real n8n with the Makini nodes, and the sandbox in Makini's place.

  npm start                     n8n with its editor, until Ctrl-C
  npm start -- --once           runs the purchase order sync without the editor: twice, and once without its value map;
                                checks what came of each order
  npm run dev                   n8n with its editor, restarted with the nodes built anew whenever their code changes

  --no-faults                   a sandbox without dropped connections, errors and rate limit
  --fresh                       forgets the workflows and credentials of earlier starts
  --port <number>               preferred port of the editor (default 5678)
  --n8n <version>               another n8n (default ${defaultVersion})
  --help                        this text

n8n is installed once, into .host or the folder that N8N_HOST_DIR names. What you build in the editor is kept from
start to start; the example workflows are put back as they were.`;

interface Started {
	host: InstalledHost;
	n8n: N8nServer;
	sandbox: SandboxProcess;
	demo: Demo;
	/** What the sync is to come to. */
	expected: SyncExpectation;
}

interface StartOptions {
	version: string;
	userFolder: string;
	port: number;
	faults: boolean;
}

async function giveNodes(userFolder: string): Promise<void> {
	await step('Building the nodes', buildPackage);
	await step('Installing the packed nodes into n8n', async () => {
		await installPackage(await packPackage(), userFolder);
	});
}

async function start({ version, userFolder, port, faults }: StartOptions): Promise<Started> {
	const host = await installHost(version);
	await giveNodes(userFolder);
	const sandbox = await step('Starting the sandbox with two connections', async () => {
		return await SandboxProcess.start(faults);
	});
	const n8n = await step(`Starting n8n ${version}`, async () => {
		return await N8nServer.start(host, { userFolder, port });
	});
	const demo = await step('Importing credentials and example workflows', async () => {
		for (const url of await demoWebhooks(n8n.url)) await sandbox.addWebhook('a', url, demoSecret);
		return await storeDemo(n8n.client, sandbox.url, UNLIKE_ERPS_VALUES);
	});
	const expected = expectationFor(await sandbox.system('a'), await sandbox.system('b'));
	return { host, n8n, sandbox, demo, expected };
}

function describe({ n8n, sandbox, demo, expected }: Started): string {
	const connection = `${sandbox.url}/_sandbox/connections/a`;
	const { created, updated, unchanged, refused } = expected;
	return `
n8n        ${n8n.url}
Log in     ${owner.email}, password ${owner.password}
Sandbox    ${sandbox.url}, connections A (10,000 orders) and B; the credentials "Makini A" and "Makini B" are there.
           They are two makes of system: B has other keys, calls statuses and units otherwise, lacks some vendors and
           locks released orders. The examples that write into B have the other words in their value map.
New        ${n8n.url}/workflow/new, for a workflow of your own

Purchase order sync    ${n8n.url}/workflow/${demo.sync}
  Click "Execute workflow", wait about a minute, then open the node "Summary": ${created.length} orders were created in B,
  ${updated.length} updated, ${unchanged.length} were equal already, and ${refused.length} failed. "Failed Orders" says of each what B lacks or refuses.
  Execute it again, and nothing is written.

Purchase order report  ${n8n.url}/workflow/${demo.report}
  Click "Execute workflow", then open the node "Write CSV File" and download the file.

Bulk load in parallel  ${n8n.url}/workflow/${demo.bulkLoad}
  Publish "Bulk load part" (${n8n.url}/workflow/${demo.bulkLoadPart}), click "Execute workflow", wait some minutes,
  then open the node "Summary": all orders of A are in B, save those for which B lacks something.

HTTP Request to Makini nodes ${n8n.url}/workflow/${demo.migration}
  Click "Execute workflow", then open the node "Both Compared": the two ways read the same orders.

Purchase order approval ${n8n.url}/workflow/${demo.approval}
  Enter in "Settings" an address that takes messages, publish it, click "Execute workflow", answer one of the forms. Without
  such an address, see the links to the forms in "Question", in the executions that it starts.

The other examples run by themselves: open one, publish it, let something happen in A, then look at Executions.

Purchase order changes ${n8n.url}/workflow/${demo.changes}
  curl ${connection}/changes -d '{"entity": "purchase-orders", "update": 3, "fire": true}'

Sync finished, then read ${n8n.url}/workflow/${demo.afterSync}
  curl ${connection}/sync -d '{"changes": {"entity": "purchase-orders", "update": 3}}'

Reauthorization alert  ${n8n.url}/workflow/${demo.alert}
  Enter in "Settings" an address that takes messages, or see the message in "Ask to Reauthorize".
  curl -X POST ${connection}/reauthorize
  To go on, reconnect and put the new token into the credential "Makini A":
  curl ${connection}/reconnect -d '{"token": "demo-token-a2"}'

Ctrl-C ends n8n and the sandbox.`;
}

/** Gives n8n the nodes anew whenever their code changes, for as long as it runs. */
async function follow(started: Started, { userFolder, port }: StartOptions): Promise<never> {
	for (;;) {
		await Promise.race([sourcesChange(), untilOneEnds(started)]);
		await giveNodes(userFolder).then(
			async () => {
				await started.n8n.stop();
				await step('Starting n8n again', async () => {
					started.n8n = await N8nServer.start(started.host, { userFolder, port });
				});
			},
			// n8n goes on with the nodes that it has.
			(error: unknown) => console.error(error instanceof Error ? error.message : error),
		);
	}
}

async function untilOneEnds({ n8n, sandbox }: Started): Promise<never> {
	const ended = await Promise.race(
		[n8n.process, sandbox.process].map(async (child) => {
			await child.died;
			return child;
		}),
	);
	throw new Error(`${ended.name} ended. The end of ${ended.logFile}:\n${ended.tail()}`);
}

async function main(): Promise<number> {
	const { values } = readOptions(help, {
		once: { type: 'boolean', default: false },
		watch: { type: 'boolean', default: false },
		'no-faults': { type: 'boolean', default: false },
		fresh: { type: 'boolean', default: false },
		port: { type: 'string', default: '5678' },
		n8n: { type: 'string', default: defaultVersion },
	});
	const port = Number(values.port);
	if (!Number.isInteger(port) || port < 0 || port > 65535)
		throw new Error(`"${values.port}" is no port`);
	const userFolder = path.join(runRoot, `${values.once ? 'once' : 'start'}-${values.n8n}`);
	await prepareFolder(userFolder, values.once || values.fresh);
	const options = {
		version: values.n8n,
		userFolder,
		port: values.once ? 0 : port,
		faults: !values['no-faults'],
	};
	const started = await start(options);
	if (!values.once) {
		console.log(describe(started));
		return await (values.watch ? follow(started, options) : untilOneEnds(started));
	}
	return (await runOnce(started.n8n.client, started.demo.sync, started.sandbox)) ? 0 : 1;
}

runScript(main);
