import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from './auth/tokens';
import { fireFromCommandLine } from './fire';
import { parseConnections, parseOAuth } from './admin/parsing';
import { SCENARIOS } from './scenarios';
import { startSandbox } from './server/server';
import type { ConnectionOptions, OAuthOptions } from './options';
import type { RunningSandbox } from './types';

const HELP = `A local stand-in for the Makini API, over plain HTTP.

npm run sandbox -- [options]
npm run sandbox -- fire <type> [options]    sends an event from a running sandbox (fire --help)

  --port <number>          port to listen on (default 4010, 0 for any)
  --host <address>         address to listen on (default 127.0.0.1)
  --scenario <name>        purchase-order-sync (the default), unlike: connections whose APIs differ,
                           or unlike-erps: two ERP systems with other keys, words and rules
  --no-faults              scenario without faults; those of two ERP systems then have no rate limit either
  --connections <file>     connections from a JSON file instead of a scenario
  --help                   this text
`;

interface Arguments {
	port: number;
	host: string;
	connections: ConnectionOptions[];
	oauth: OAuthOptions;
}

function readArguments(): Arguments | undefined {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '4010' },
			host: { type: 'string', default: '127.0.0.1' },
			scenario: { type: 'string', default: 'purchase-order-sync' },
			'no-faults': { type: 'boolean', default: false },
			connections: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return undefined;
	const port = Number(values.port);
	if (!Number.isInteger(port) || port < 0 || port > 65535) {
		throw new Error(`"${values.port}" is no port`);
	}
	if (values.connections !== undefined) {
		const file: unknown = JSON.parse(readFileSync(values.connections, 'utf8'));
		return {
			port,
			host: values.host,
			connections: parseConnections(file),
			oauth: parseOAuth(file),
		};
	}
	const scenario = Object.hasOwn(SCENARIOS, values.scenario)
		? SCENARIOS[values.scenario]
		: undefined;
	if (!scenario) throw new Error(`There is no scenario "${values.scenario}"`);
	const connections = scenario({ faults: !values['no-faults'] });
	return { port, host: values.host, connections, oauth: {} };
}

function describe(url: string, connection: ConnectionOptions): string {
	const { name, token, systemType, apiStyle } = connection;
	const path = `/api/${apiStyle === 'v1' ? 'v1' : systemType}/purchase-orders`;
	return [
		`${name}: ${systemType}, ${apiStyle} style, token ${token}`,
		`  curl -H 'Authorization: Bearer ${token}' '${url}${path}?per_page=1'`,
		`  curl '${url}/_sandbox/connections/${encodeURIComponent(name)}/counters'`,
	].join('\n');
}

function describeOAuth(url: string, { clientId, clientSecret }: OAuthOptions): string {
	return [
		`OAuth 2: client ${clientId ?? DEFAULT_CLIENT_ID}, secret ${clientSecret ?? DEFAULT_CLIENT_SECRET}`,
		`  ${url}/oauth/authorize`,
		`  ${url}/link/token`,
	].join('\n');
}

function stopOnSignal(sandbox: RunningSandbox): void {
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => {
			void sandbox.stop();
		});
	}
}

async function main(): Promise<void> {
	const [command, ...rest] = process.argv.slice(2);
	if (command === 'fire') return fireFromCommandLine(rest);
	const given = readArguments();
	if (!given) {
		console.log(HELP);
		return;
	}
	const sandbox = await startSandbox(given);
	stopOnSignal(sandbox);
	console.log(`Makini sandbox at ${sandbox.url} (Ctrl-C stops it)\n`);
	const parts = given.connections.map((each) => describe(sandbox.url, each));
	console.log([...parts, describeOAuth(sandbox.url, given.oauth)].join('\n\n'));
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	console.error('Try --help.');
	process.exitCode = 1;
});
