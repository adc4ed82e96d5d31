import type { IDataObject } from 'n8n-workflow';
import { keyOfNumber } from '../../../sandbox/dialects/numbers';
import type { NodeResult } from '../../support/engine';
import { numbers } from '../support';
import type { FaultCase } from './faults';
import type { MatrixOperation } from './operations';

/** What a node said of an item: nothing at all is the worst that it can say. */
export type Told = 'written' | 'failed' | 'uncertain' | 'nothing';

/** What is wrong with a case, by the counts that the last line gives. */
export interface Problem {
	kind: 'lost' | 'doubled' | 'hung' | 'secret' | 'unexpected';
	text: string;
}

interface Facts {
	kind?: string;
	mayBeWritten?: boolean;
	uncertain?: number[];
	written?: Array<{ item: number }>;
	failed?: number[];
	notTried?: number[];
}

const toldBy = ({ mayBeWritten }: Facts): Told => (mayBeWritten ? 'uncertain' : 'failed');

/** What the error of a stopped run says of each item. */
function toldByError(result: NodeResult, count: number): Told[] {
	const facts = ((result.error as { context?: { data?: Facts } } | undefined)?.context?.data ??
		{}) as Facts;
	if (count === 1) return [toldBy(facts)];
	const { written = [], failed = [], notTried = [], uncertain = [] } = facts;
	return numbers(count).map((item) => {
		if (written.some((each) => each.item === item)) return 'written';
		if (uncertain.includes(item)) return 'uncertain';
		return failed.includes(item) || notTried.includes(item) ? 'failed' : 'nothing';
	});
}

/** What a run said of each item of its input. */
export function toldOf(result: NodeResult, count: number): Told[] {
	if (result.error) return toldByError(result, count);
	const told: Told[] = numbers(count).map(() => 'nothing');
	for (const { json, pairedItem } of result.outputs.flat()) {
		const item = (pairedItem as { item?: number } | undefined)?.item ?? 0;
		const error = json.error as Facts | undefined;
		told[item] = error ? toldBy(error) : 'written';
	}
	return told;
}

/** Messages of everything that failed. */
export const messagesOf = (result: NodeResult): string[] => [
	...(result.error ? [result.error.message] : []),
	...result.outputs
		.flat()
		.flatMap(({ json }) =>
			json.error ? [String((json.error as IDataObject | undefined)?.message)] : [],
		),
];

/** Whether a server that pretends to have written is believed, since nothing tells the difference. */
const isDeceived = ({ isConfirmedBy }: MatrixOperation, { pretends }: FaultCase): boolean =>
	pretends !== undefined &&
	(isConfirmedBy === 'anything' || (isConfirmedBy === 'JSON' && pretends === 'JSON'));

/** Compares what is on the server with what the node said of its items. */
export function judgeWrites(
	told: readonly Told[],
	before: readonly number[],
	after: readonly number[],
	{ operation, fault }: { operation: MatrixOperation; fault: FaultCase },
): Problem[] {
	return told.flatMap((said, item): Problem[] => {
		const count = after[item] ?? 0;
		const isNew = count > (before[item] ?? 0);
		if (count > 1) return [{ kind: 'doubled', text: `item ${item} is there ${count} times` }];
		if (said === 'nothing') return [{ kind: 'lost', text: `nothing is said of item ${item}` }];
		if (said === 'written' && count === 0 && !isDeceived(operation, fault)) {
			return [{ kind: 'lost', text: `item ${item} is said to be written` }];
		}
		return said === 'failed' && isNew
			? [{ kind: 'lost', text: `item ${item} is written, and said to have failed` }]
			: [];
	});
}

/** Compares the records that were read with those that there are. */
export function judgeList(
	result: NodeResult,
	keys: readonly string[],
	{ isMoved, isTold }: { isMoved: boolean; isTold: boolean },
): Problem[] {
	if (messagesOf(result).length > 0) return [];
	// Where keys are numbers, these stand for the same keys.
	const read = (result.outputs[0] ?? []).map(({ json }) =>
		keyOfNumber(String(json.key ?? json.KEY)),
	);
	if (new Set(read).size < read.length) return [{ kind: 'doubled', text: 'a record came twice' }];
	const missing = keys.filter((key) => !read.includes(key));
	// Where the server's own cursor skips a record, or a list never stands still, it is enough to tell that it changed.
	const isHinted = isTold && isMoved && result.hints.length > 0;
	if (missing.length > 0 && !isHinted) {
		return [{ kind: 'lost', text: `${missing.length} of ${keys.length} records` }];
	}
	const isOrdered = isMoved || keys.every((key, index) => read[index] === key);
	return isOrdered ? [] : [{ kind: 'unexpected', text: 'the order changed' }];
}

/** Whether a fault that strikes once has to end in success. */
export function mustSucceed(
	operation: MatrixOperation,
	method: string | undefined,
	fault: FaultCase,
): boolean {
	if (!fault.passes) return false;
	if (method !== 'POST' || fault.refuses) return true;
	return operation.isVerified === true && !fault.mayBeRunning;
}

/** Looks at what was said where something went wrong, which is to be one of `says`. */
export function judgeWords(
	result: NodeResult,
	says: readonly RegExp[],
	isToSucceed: boolean,
): Problem[] {
	const messages = messagesOf(result);
	if (isToSucceed) {
		return messages.map((text) => ({ kind: 'unexpected', text: `failed: ${text}` }));
	}
	return messages
		.filter((message) => !says.some((words) => words.test(message)))
		.map((text) => ({ kind: 'unexpected', text: `says: ${text}` }));
}
