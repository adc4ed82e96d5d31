// npm run bench: the Makini node beside n8n's HTTP Request node, in n8n's engine, against the sandbox.
import { installHost } from './host/install';
import { readOptions } from './host/options';
import { buildPackage } from './host/package';
import { runScript } from './host/processes';

const help = `Measures the Makini node beside n8n's HTTP Request node, and says whether the goals are met.

  npm run bench                    all scenarios; writes docs/benchmarks.md
  npm run bench -- --only NAME     this scenario alone, and others that are named the same way; writes nothing
  npm run bench -- --runs N        times that each is run (default 5)
  npm run bench -- --list          names of the scenarios

n8n is installed once, into .host or the folder that N8N_HOST_DIR names. All scenarios take about 50 minutes.`;

async function main(): Promise<number> {
	const { values } = readOptions(help, {
		list: { type: 'boolean', default: false },
		only: { type: 'string', multiple: true },
		runs: { type: 'string', default: '5' },
	});
	const runs = Number(values.runs);
	if (!Number.isInteger(runs) || runs < 1) throw new Error(`"${values.runs}" is no number of runs`);
	const { node: hostNode } = await installHost();
	await buildPackage();
	// n8n's engine reads its settings when it is loaded, and what was built is loaded with it.
	const { bench, list } = await import('./bench/bench');
	if (!values.list) return await bench({ runs, only: values.only, hostNode });
	console.log(list());
	return 0;
}

runScript(main);
