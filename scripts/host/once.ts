import { UNLIKE_ERPS_VALUES } from '../../sandbox/scenarios';
import { withTables } from './dataTables';
import { readExample } from './demo';
import { step } from './progress';
import { findings, untoldStatuses } from './sync/findings';
import { figures, grouped, meaningFigures, namedAlike, traffic } from './sync/report';
import { runSync, type SyncRun } from './sync/run';
import { betweenUnlike } from './unlike';
import { storeWorkflow, type WorkflowFile } from './workflows';
import type { N8nClient } from './rest';
import type { SandboxProcess } from './sandbox';

async function show(run: SyncRun, sandbox: SandboxProcess): Promise<boolean> {
	const [a, b] = await Promise.all([sandbox.counters('a'), sandbox.counters('b')]);
	console.log(`    workflow   ${figures(run.summary)}`);
	console.log(`    sandbox A  ${traffic(a)}`);
	console.log(`    sandbox B  ${traffic(b)}`);
	console.log(`    checker    ${meaningFigures(run.after)}`);
	for (const line of namedAlike(run.expected.byName)) console.log(`    by name    ${line}`);
	for (const line of grouped(run.failures)) console.log(`    failed     ${line}`);
	const wrong = findings(run);
	for (const finding of wrong) console.log(`    ✗ ${finding}`);
	return wrong.length === 0;
}

/** The example of the sync, as this n8n can run it. */
export const readSync = async (client: N8nClient): Promise<WorkflowFile> =>
	await withTables(client, await readExample('purchase-order-sync'));

/** Stores the sync once more, with no word of A's that is called otherwise in B; gives its ID. */
export async function storeWithoutValueMap(client: N8nClient): Promise<string> {
	const example = betweenUnlike(await readSync(client), []);
	return await storeWorkflow(client, { ...example, name: `${example.name} without a value map` });
}

/**
 * Runs the sync twice, and once more without its value map into a B that is as in the beginning.
 * Prints what came of each run, and says whether all was as the data of both systems say.
 */
export async function runOnce(
	client: N8nClient,
	workflowId: string,
	sandbox: SandboxProcess,
): Promise<boolean> {
	const run = async (name: string, id: string, mapped = UNLIKE_ERPS_VALUES) => {
		const done = await step(name, async () => await runSync(client, id, sandbox, mapped));
		return { done, isGood: await show(done, sandbox) };
	};
	const first = await run('First run', workflowId);
	const second = await run('Second run of the same workflow', workflowId);
	await sandbox.reload('b');
	const without = await storeWithoutValueMap(client);
	const third = await run('Without the value map, into B as it was before', without, []);
	const { named } = untoldStatuses(third.done);
	console.log(`    statuses that it could not tell: ${named.join(', ')}`);
	const ok = [first, second, third].every(({ isGood }) => isGood);
	console.log(ok ? '✓ Everything is as expected.' : '✗ Not everything is as expected.');
	return ok;
}
