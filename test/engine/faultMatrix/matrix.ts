import { groupBy } from 'lodash';
import type { FaultRule } from '../../../sandbox/server/server';
import { runNode, type NodeResult, type NodeRun } from '../../support/engine';
import { everythingIn, holdTime, settle, type Style } from '../support';
import { DIALECTS, NO_FAULT, type DialectCase } from './dialects';
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
	dialect?: DialectCase;
}

/** Longest simulated time of a case in seconds: several times the node's own patience, which ends without a success. */
const BOUND_SECONDS = 3_600;

const isOf =
	(style: Style) =>
	(operation: MatrixOperation): boolean =>
		(operation.style ?? style) === style;

/** The faults for each request of the operations, where they mean something. */
const casesOf = (operations: readonly MatrixOperation[], faults: readonly FaultCase[]) =>
	operations.flatMap((operation) =>
		Object.entries(operation.targets).flatMap(([target, match]) =>
			faults
				.filter(({ ofLists }) => !ofLists || match.page !== undefined)
				.map((fault): MatrixCase => {
					const name = [operation.name, target, fault.name].join(', ');
					return { name, operation, match, fault };
				}),
		),
	);

const ALL_FAULTS = Object.values(FAULTS).flat();

/**
 * The faults that may make a difference for each request of the operations that a dialect concerns,
 * and none at all.
 */
function casesIn(dialect: DialectCase, style: Style): MatrixCase[] {
	const operations = OPERATIONS.filter(isOf(style)).filter(({ name }) =>
		dialect.operations.includes(name),
	);
	const faults = ALL_FAULTS.filter(({ name }) => dialect.faults.includes(name));
	return [
		...casesOf(operations, faults),
		// Once for an operation, whichever of its requests is spared.
		...operations.flatMap((operation) => casesOf([operation], [NO_FAULT]).slice(0, 1)),
	]
		.filter(({ match }) => (match.page ?? 1) <= (dialect.lastPage ?? Infinity))
		.map((each) => ({ ...each, name: `${dialect.name}: ${each.name}`, dialect }));
}

/**
 * What fails for ever leaves by the error output in one style and stops the run in the other, so
 * that both are seen.
 */
const onErrorOf = (style: Style, pattern: Pattern): NonNullable<NodeRun['onError']> =>
	style === 'v1' && pattern === 'always' ? 'stopWorkflow' : 'continueErrorOutput';

function judge(
	each: MatrixCase,
	{ style, pattern }: { style: Style; pattern: Pattern },
	prepared: Prepared,
	before: { effects: readonly number[]; keys: readonly string[] },
	result: NodeResult,
): Problem[] {
	const { operation, match, fault, dialect } = each;
	const present = new Set(prepared.keys?.());
	const count = prepared.input?.length ?? 1;
	const method = match.method ?? 'GET';
	const isDoubtful =
		pattern === 'always' ||
		(dialect?.says !== undefined && (!fault.refuses || fault.isLikeGateway === true));
	const isToSucceed = !isDoubtful && mustSucceed(operation, method, fault);
	return [
		...judgeWords(result, [fault.says, ...(dialect?.says ? [dialect.says] : [])], isToSucceed),
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

/** What the server still does comes to pass. */
const endOfWork = async (ms: number): Promise<void> => {
	await simulate(async () => await new Promise((done) => setTimeout(done, ms)), BOUND_SECONDS);
};

async function run(
	each: MatrixCase,
	stages: Stages,
	{ style, pattern }: { style: Style; pattern: Pattern },
	takeLogs: () => unknown[],
): Promise<Problem[]> {
	const { operation, fault } = each;
	const stage = await stages.open(operation);
	const prepared = operation.prepare(stage);
	const before = { effects: prepared.effects?.() ?? [], keys: prepared.keys?.() ?? [] };
	takeLogs();
	takeCredentials();
	const effect = fault.effect?.(Date.now());
	const times = pattern === 'once' ? { times: 1 } : {};
	stage.setFaults(effect ? [{ match: each.match, effect, ...times }] : []);
	const { value } = await simulate(
		async () =>
			await runNode({
				node: operation.node,
				credentials: stage.credentials,
				parameters: prepared.parameters,
				input: prepared.input,
				onError: onErrorOf(style, pattern),
			}),
		BOUND_SECONDS,
	);
	if (fault.worksMs !== undefined) await endOfWork(fault.worksMs);
	const isAtWork = stage.server.working > 0;
	jest.clearAllTimers();
	if (isAtWork)
		return [{ kind: 'unexpected', text: 'the server is still at it when it is counted' }];
	if (!value) return [{ kind: 'hung', text: `not over after ${BOUND_SECONDS} s` }];
	// The sandbox notes a request when it is through with it, which may be after the node has given it up.
	const isDone = (): boolean => !effect || stage.isStruck();
	for (let tries = 0; !isDone() && tries < 50; tries += 1) await settle(10);
	if (!isDone()) return [{ kind: 'unexpected', text: 'the fault struck nothing' }];
	const { webhookSecret } = stage.credentials.makiniApi ?? {};
	const secrets = [CLIENT_SECRET, SYSTEM_LOGIN, String(webhookSecret), ...takeCredentials()];
	return [
		...judge(each, { style, pattern }, prepared, before, value),
		...secretsOf(value, takeLogs(), secrets),
	];
}

/** Declares a part of the matrix as one test, in simulated time. */
function declareCases(
	name: string,
	how: { style: Style; pattern: Pattern },
	cases: readonly MatrixCase[],
): void {
	let takeLogs: () => unknown[];

	beforeAll(() => {
		holdTime();
		watchRequests();
		takeLogs = catchLogs();
	});

	afterAll(() => {
		jest.useRealTimers();
		jest.restoreAllMocks();
	});

	test(`fault matrix, ${name}: ${cases.length} cases`, async () => {
		const problems: Array<Problem & { name: string }> = [];
		for (const ofDialect of Object.values(groupBy(cases, ({ dialect }) => dialect?.name))) {
			const stages = new Stages(how.style, ofDialect[0]?.dialect?.dialect);
			for (const each of ofDialect) {
				const found = await run(each, stages, how, takeLogs);
				for (const problem of found) problems.push({ ...problem, name: each.name });
			}
			await stages.close();
		}
		tally(name, cases.length, problems);
		expect(problems.map(({ name, kind, text }) => `${name}: ${kind}: ${text}`)).toEqual([]);
	});
}

/** Declares the part of the matrix for a style and a pattern: every fault for each request of every operation. */
export function declareMatrix(style: Style, pattern: Pattern): void {
	const cases = casesOf(OPERATIONS.filter(isOf(style)), ALL_FAULTS);
	declareCases(`${style} style, ${pattern}`, { style, pattern }, cases);
}

/** Declares the part of the matrix in which APIs differ, for a style. */
export function declareDialects(style: Style): void {
	const cases = DIALECTS.flatMap((dialect) => casesIn(dialect, style));
	declareCases(`${style} style, dialects`, { style, pattern: 'once' }, cases);
}
