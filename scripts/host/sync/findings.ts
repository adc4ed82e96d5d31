import { isDeepStrictEqual } from 'node:util';
import { isByName, type Obstacle } from '../../../sandbox/expectation';
import type { MeaningComparison } from '../../../sandbox/meaning';
import type { Failure, Summary, SyncRun } from './run';

/** The summary that a run has to end with. */
export function expectedSummary({ expected }: Pick<SyncRun, 'expected'>): Summary {
	const { created, updated, unchanged, refused } = expected;
	const counts = {
		created: created.length,
		updated: updated.length,
		unchanged: unchanged.length,
		failed: refused.length,
	};
	return { read: Object.values(counts).reduce((sum, count) => sum + count, 0), ...counts };
}

/** "PO-1 and 2 other orders": one example, and how many there are. */
const some = ([first, ...others]: readonly string[]): string =>
	others.length === 0 ? `${first}` : `${first} and ${others.length} other orders`;

const words = (obstacles: readonly Obstacle[]): string =>
	obstacles.map(({ field, word }) => `${field} "${word}"`).join(' or ');

const names = (reason: string, obstacles: readonly Obstacle[]): boolean =>
	obstacles.some(({ word }) => reason.toLowerCase().includes(word.toLowerCase()));

function summaryFindings(run: SyncRun): string[] {
	const wanted = expectedSummary(run);
	return (Object.keys(wanted) as Array<keyof Summary>)
		.filter((name) => run.summary[name] !== wanted[name])
		.map((name) => `${name} should be ${wanted[name]}, not ${run.summary[name]}`);
}

function counterFindings({ written, expected }: SyncRun): string[] {
	const { created, updated } = expected;
	// An update whose answer was lost is sent again, which changes nothing but the count.
	const updatesFit =
		updated.length === 0 ? written.updated === 0 : written.updated >= updated.length;
	return [
		...(written.a === 0 ? [] : [`A took ${written.a} writes, and is only to be read`]),
		...(written.created === created.length
			? []
			: [`B created ${written.created} orders, not ${created.length}`]),
		...(updatesFit ? [] : [`B updated ${written.updated} orders, not ${updated.length}`]),
	];
}

function failureFindings({ failures, expected }: SyncRun): string[] {
	const refused = new Map(expected.refused.map((each) => [each.orderNo, each.obstacles]));
	const failed = new Set(failures.map(({ orderNo }) => orderNo));
	const needless = failures.filter(({ orderNo }) => !refused.has(orderNo));
	const silent = expected.refused.filter(({ orderNo }) => !failed.has(orderNo));
	const unclear = failures.filter(({ orderNo, reason }) => {
		const obstacles = refused.get(orderNo);
		return obstacles !== undefined && !names(reason, obstacles);
	});
	const numbers = (of: ReadonlyArray<Pick<Failure, 'orderNo'>>) =>
		some(of.map(({ orderNo }) => orderNo));
	return [
		...(needless[0]
			? [`${numbers(needless)} should have arrived, and failed: ${needless[0].reason}`]
			: []),
		...(silent[0]
			? [`${numbers(silent)} should have failed for ${words(silent[0].obstacles)}`]
			: []),
		...(unclear[0]
			? [
					`${numbers(unclear)} failed for ${words(refused.get(unclear[0].orderNo) ?? [])}, and the reason does not say so: ${unclear[0].reason}`,
				]
			: []),
	];
}

/** The codes of statuses that cannot be told in B, and whether the workflow names each. */
export function untoldStatuses({ expected, failures }: SyncRun): {
	named: string[];
	unnamed: string[];
} {
	const codes = new Set(
		expected.refused.flatMap(({ obstacles }) =>
			obstacles.flatMap(({ kind, field, word }) =>
				kind === 'lacking' && field === 'statusKey' ? word : [],
			),
		),
	);
	const isNamed = (code: string) => failures.some(({ reason }) => reason.includes(`"${code}"`));
	const sorted = [...codes].sort();
	return {
		named: sorted.filter(isNamed),
		unnamed: sorted.filter((code) => !isNamed(code)),
	};
}

function statusFindings(run: SyncRun): string[] {
	const { unnamed } = untoldStatuses(run);
	if (unnamed.length === 0) return [];
	return [`No reason names ${unnamed.join(', ')}, which B does not have`];
}

/** What B has of an order that is not equal to A's: nothing, or these differences. */
function stateIn({ missing, differing }: MeaningComparison) {
	const gone = new Set(missing);
	const different = new Map(differing.map((each) => [each.orderNo, each.differences]));
	return (orderNo: string) => (gone.has(orderNo) ? 'missing' : different.get(orderNo));
}

function meaningFindings({ expected, before, after }: SyncRun): string[] {
	const { created, updated, unchanged, refused, byName } = expected;
	const equal = new Set(after.equal);
	const missing = new Set(after.missing);
	const wanted = [...created, ...updated, ...unchanged];
	const absent = wanted.filter((orderNo) => missing.has(orderNo));
	const differing = after.differing
		.filter(({ orderNo }) => wanted.includes(orderNo))
		.map(({ orderNo, differences }) => ({
			orderNo,
			differences: differences.filter((each) => !isByName(each, byName)),
		}))
		.filter(({ differences }) => differences.length > 0);
	const [was, is] = [stateIn(before), stateIn(after)];
	const written = refused
		.map(({ orderNo }) => orderNo)
		.filter((orderNo) => !isDeepStrictEqual(was(orderNo), is(orderNo)));
	const [difference] = differing[0]?.differences ?? [];
	const values = difference && [difference.a, difference.b].map((value) => JSON.stringify(value));
	return [
		...(absent.length > 0 ? [`${some(absent)} should have arrived and is not in B`] : []),
		...(difference && values
			? [
					`${some(differing.map(({ orderNo }) => orderNo))} means something else in B, such as ${difference.field}: ${values[0]} in A, ${values[1]} in B`,
				]
			: []),
		...(written.length > 0
			? [
					`${some(written)} was refused, and ${equal.has(written[0] ?? '') ? 'is in B as in A' : 'is in B otherwise than before'}`,
				]
			: []),
		...(after.doubled.length > 0 ? [`${some(after.doubled)} is in B more than once`] : []),
		...(after.extra.length > 0
			? [`${some(after.extra)} is in B, and none of those that changed in A`]
			: []),
	];
}

/** What is wrong with a run; empty when all is as the data of both systems say. */
export const findings = (run: SyncRun): string[] =>
	[summaryFindings, counterFindings, failureFindings, statusFindings, meaningFindings].flatMap(
		(check) => check(run),
	);
