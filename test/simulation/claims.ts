import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { keyOfNumber } from '../../sandbox/dialects/numbers';
import { filesOf } from './node';
import type { Run, Try } from './play';
import type { Execution } from './story';

/**
 * What the node says of an item. `written` leaves open in which way. `failed` promises that nothing
 * was written, `uncertain` that nobody knows, `unsaid` is an item of a run that says nothing of it,
 * and `unheard` one of which nobody could hear, since its process ended.
 */
export type Said =
	| 'created'
	| 'updated'
	| 'unchanged'
	| 'deleted'
	| 'written'
	| 'failed'
	| 'uncertain'
	| 'unsaid'
	| 'unheard';

export interface Claim {
	item: number;
	said: Said;
	/** Key of the record that was written. */
	key?: string;
	/** The words of a failure. */
	words?: string;
	/** Kind of the error. */
	kind?: string;
}

/** What the node says of a file. */
export interface FileClaim {
	file: number;
	/** Numbers of the items that stand in it. */
	items: readonly number[];
	/** Counts of lines; nothing where the file is not spoken of. */
	counts?: {
		created: number;
		updated: number;
		unchanged: number;
		failed: number;
		uncertain: number;
	};
	/** No line after this one was tried. */
	lastLine?: number;
	/** Whether the file was certainly not begun, or nothing of it was written. */
	isUntouched: boolean;
}

interface Facts {
	kind?: string;
	mayBeWritten?: boolean;
	written?: Array<{ item: number; key?: string }>;
	uncertain?: number[];
	failed?: number[];
	notTried?: number[];
}

/** Data of the error of a stopped run. */
export const factsOf = (error: unknown): Facts & IDataObject =>
	((error as { context?: { data?: IDataObject } } | undefined)?.context?.data ?? {}) as Facts &
		IDataObject;

export const wordsOf = (error: unknown): string => {
	const { message = '', description = '' } = (error ?? {}) as Record<string, string | undefined>;
	return `${message} ${description ?? ''}`;
};

const DONE: Readonly<Record<string, Said>> = {
	create: 'created',
	update: 'updated',
	delete: 'deleted',
};

const itemOf = ({ pairedItem }: INodeExecutionData): number =>
	(pairedItem as { item?: number } | undefined)?.item ?? 0;

const failing = ({ kind, mayBeWritten }: Facts): Said =>
	mayBeWritten || kind === 'uncertain' ? 'uncertain' : 'failed';

function ofOutput({ operation }: Execution, { json, ...rest }: INodeExecutionData): Claim {
	const item = itemOf({ json, ...rest });
	const error = json.error as (Facts & IDataObject) | undefined;
	if (error) {
		return { item, said: failing(error), kind: error.kind, words: wordsOf(error) };
	}
	const said = DONE[operation] ?? (String(json.writeResult) as Said);
	return { item, said, ...(json.key === undefined ? {} : { key: keyOfNumber(String(json.key)) }) };
}

function ofError({ operation, items }: Execution, error: unknown, item: number): Claim {
	const facts = factsOf(error);
	const words = wordsOf(error);
	const { kind, written, uncertain, failed, notTried } = facts;
	if (!written || items.length === 1) return { item, said: failing(facts), kind, words };
	const done = written.find((each) => each.item === item);
	const said = DONE[operation] ?? 'written';
	if (done) return { item, said, ...(done.key ? { key: keyOfNumber(done.key) } : {}) };
	if (uncertain?.includes(item)) return { item, said: 'uncertain', kind, words };
	const isSpokenOf = failed?.includes(item) || notTried?.includes(item);
	return { item, said: isSpokenOf ? 'failed' : 'unsaid', kind, words };
}

/** What is said of each item in the end. */
export function claimsOf(execution: Execution, run: Run): Claim[] {
	const { items } = execution;
	if (run.isCrashed || !run.seen) {
		return items.map((_, item) => ({ item, said: 'unheard' }));
	}
	const { error, output } = run.seen;
	if (error !== undefined || !output) {
		return items.map((_, item) => ofError(execution, error, item));
	}
	const claims = output.flat().map((each) => ofOutput(execution, each));
	const spoken = new Set(claims.map(({ item }) => item));
	const unsaid = items.flatMap((_, item): Claim[] =>
		spoken.has(item) ? [] : [{ item, said: 'unsaid' }],
	);
	return [...claims, ...unsaid];
}

const COUNTS = ['created', 'updated', 'unchanged', 'failed', 'uncertain'] as const;

function countsIn(facts: IDataObject): FileClaim['counts'] {
	if (typeof facts.created !== 'number') return undefined;
	const entries = COUNTS.map((name) => [name, Number(facts[name] ?? 0)]);
	return Object.fromEntries(entries) as FileClaim['counts'];
}

/** The number of the item that an error is about. */
const itemIn = (error: unknown): number =>
	Number(/\[item (\d+)\]/.exec(String((error as Error | undefined)?.message))?.[1] ?? 0);

function ofStopped(error: unknown, file: number, items: readonly number[]): FileClaim {
	const failing = itemIn(error);
	const facts = factsOf(error);
	if (file < failing) return { file, items, isUntouched: false };
	if (file > failing) return { file, items, isUntouched: true };
	const counts = countsIn(facts);
	const lastLine = typeof facts.lastLine === 'number' ? facts.lastLine : undefined;
	return { file, items, counts, lastLine, isUntouched: counts === undefined };
}

/** What is said of each file in the end. */
export function fileClaimsOf(execution: Execution, run: Run): FileClaim[] {
	const files = filesOf(execution);
	const seen: Try | undefined = run.isCrashed ? undefined : run.seen;
	if (!seen) return files.map((items, file) => ({ file, items, isUntouched: false }));
	const { error, output } = seen;
	if (error !== undefined || !output) {
		return files.map((items, file) => ofStopped(error, file, items));
	}
	return files.map((items, file) => {
		const said = output.flat().find((each) => itemOf(each) === file);
		if (!said) return { file, items, isUntouched: true };
		const counts = countsIn(said.json);
		const failed = said.json.error as IDataObject | undefined;
		return {
			file,
			items,
			counts: counts ?? countsIn(failed ?? {}),
			isUntouched: counts === undefined,
		};
	});
}
