import type { FaultRule } from '../../../sandbox/server';
import { runNode, type NodeResult, type NodeRun } from '../../support/engine';
import { everythingIn, holdTime, settle, type Style } from '../support';
import { FAULTS, type FaultCase } from './faults';
import { catchLogs } from './logs';
import { OPERATIONS, SYSTEM_LOGIN, type MatrixOperation, type Prepared } from './operations';
import { simulate, takeCredentials, watchRequests } from './simulatedTime';
import { CLIENT_SECRET, Stages } from './stages';
import { tally } from './tally';
import { judgeList, judgeWords, judgeWrites, mustSucceed, toldOf, type Problem } from './verdict';

/** How often a fault strikes. */
export type Pattern = 'once' | 'always';

interface MatrixCase {
	name: string;
	operation: MatrixOperation;
	match: NonNullable<FaultRule['match']>;
	fault: FaultCase;
}

/** Longest simulated time of a case in seconds: several times the node's own patience, which ends without a success. */
const BOUND_SECONDS = 3_600;

/** Every fault for each request of every operation that the style has. */
function casesOf(style: Style): MatrixCase[] {
	const faults = Object.values(FAULTS).flat();
	const operations = OPERATIONS.filter((operation) => (operation.style ?? style) === style);
	return operations.flatMap((operation) =>
		Object.entries(operation.targets).flatMap(([target, match]) =>
			faults
				.filter(({ ofLists }) => !ofLists || match.page !== undefined)
				.map((fault) => ({
					name: [operation.name, target, fault.name].join(', '),
					operation,
					match,
					fault,
				})),
		),
	);
}

/** What fails for ever leaves by the error output in one style and stops the run in the other, so that both are seen. */
const onErrorOf = (style: Style, pattern: Pattern): NonNullable<NodeRun['onError']> =>
	style === 'v1' && pattern === 'always' ? 'stopWorkflow' : 'continueErrorOutput';

function judge(
	each: MatrixCase,
	{ style, pattern }: { style: Style; pattern: Pattern },
	prepared: Prepared,
	before: { effects: readonly number[]; keys: readonly string[] },
	result: NodeResult,
): Problem[] {
	const { operation, match, fault } = each;
	const present = new Set(prepared.keys?.());
	const count = prepared.input?.length ?? 1;
	const method = match.method ?? 'GET';
	const isToSucceed = pattern === 'once' ? mustSucceed(operation, method, fault) : false;
	return [
		...judgeWords(result, fault, isToSucceed),
		...(prepared.effects
			? judgeWrites(toldOf(result, count), before.effects, prepared.effects(), each)
			: []),
		...(prepared.keys
			? judgeList(
					result,
					before.keys.filter((key) => present.has(key)),
					{
						isMoved: fault.ofLists === true,
						isTold: style === 'v1' || pattern !== 'once',
					},
				)
			: []),
	];
}

function secretsOf(result: unknown, logs: unknown[], secrets: readonly string[]): Problem[] {
	const told = everythingIn([result, logs]);
	return secrets
		.filter((secret) => told.includes(secret))
		.map(() => ({ kind: 'secret', text: 'a secret stands in the result or in the log' }));
}

/** Declares the part of the matrix for a style and a pattern as one test. */
export function declareMatrix(style: Style, pattern: Pattern): void {
	const stages = new Stages(style);
	let takeLogs: () => unknown[];

	beforeAll(() => {
		holdTime();
		watchRequests();
		takeLogs = catchLogs();
	});

	afterAll(async () => {
		jest.useRealTimers();
		jest.restoreAllMocks();
		await stages.close();
	});

	async function run(each: MatrixCase): Promise<Problem[]> {
		const stage = await stages.open(each.operation);
		const prepared = each.operation.prepare(stage);
		const before = { effects: prepared.effects?.() ?? [], keys: prepared.keys?.() ?? [] };
		takeLogs();
		takeCredentials();
		stage.setFaults([
			{
				match: each.match,
				effect: each.fault.effect(Date.now()),
				...(pattern === 'once' ? { times: 1 } : {}),
			},
		]);
		const { value } = await simulate(
			async () =>
				await runNode({
					node: each.operation.node,
					credentials: stage.credentials,
					parameters: prepared.parameters,
					input: prepared.input,
					onError: onErrorOf(style, pattern),
				}),
			BOUND_SECONDS,
		);
		jest.clearAllTimers();
		if (!value) return [{ kind: 'hung', text: `not over after ${BOUND_SECONDS} s` }];
		// The sandbox notes a request when it is through with it, which may be after the node has given it up.
		for (let tries = 0; !stage.isStruck() && tries < 50; tries += 1) await settle(10);
		if (!stage.isStruck()) return [{ kind: 'unexpected', text: 'the fault struck nothing' }];
		const { webhookSecret } = stage.credentials.makiniApi ?? {};
		const secrets = [CLIENT_SECRET, SYSTEM_LOGIN, String(webhookSecret), ...takeCredentials()];
		return [
			...judge(each, { style, pattern }, prepared, before, value),
			...secretsOf(value, takeLogs(), secrets),
		];
	}

	const cases = casesOf(style);

	test(`fault matrix, ${style} style, ${pattern}: ${cases.length} cases`, async () => {
		const problems: Array<Problem & { name: string }> = [];
		for (const each of cases) {
			for (const problem of await run(each)) problems.push({ ...problem, name: each.name });
		}
		tally(`${style}-${pattern}`, cases.length, problems);
		expect(problems.map(({ name, kind, text }) => `${name}: ${kind}: ${text}`)).toEqual([]);
	});
}
