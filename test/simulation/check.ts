import { isEqual } from 'lodash';
import { FAILURES_TO_OPEN } from '../../nodes/shared/client/traffic/circuitBreaker';
import { REQUEST_TIMEOUT_MS } from '../../nodes/shared/glue/session/send';
import { keyOfNumber } from '../../sandbox/dialects/numbers';
import { claimsOf, fileClaimsOf, wordsOf, type Claim, type FileClaim } from './claims';
import { Ledger, type Entry } from './ledger';
import { filesOf } from './node';
import type { RequestLog } from './network';
import type { History, Run, Try } from './play';
import { TOKEN, type Change } from './server';
import type { Execution, Item } from './story';
import { isNeedless } from './needless';
import { START } from './virtualTime';

/** A promise that was not kept. */
export interface Violation {
	check: string;
	text: string;
}

/** What the checks look at. */
export interface Case {
	history: History;
	ledger: Ledger;
	/** By execution: what is said of its items, or of its files. */
	claims: ReadonlyArray<readonly Claim[]>;
	files: ReadonlyArray<readonly FileClaim[]>;
}

const isWriting = ({ operation, isPreview }: Execution): boolean =>
	operation !== 'getAll' && !isPreview;

const ofFiles = ({ from, isPreview }: Execution): boolean => from === 'files' && !isPreview;

function caseOf(history: History): Case {
	const { story, runs } = history;
	const claims = story.executions.map((each, index) =>
		isWriting(each) && !ofFiles(each) ? claimsOf(each, runs[index] as Run) : [],
	);
	const files = story.executions.map((each, index) =>
		ofFiles(each) ? fileClaimsOf(each, runs[index] as Run) : [],
	);
	return { history, ledger: new Ledger(history), claims, files };
}

/** Items of one name are told apart by nothing that is written. */
const keyed = (items: readonly Item[], item: number): string => JSON.stringify(items[item]);

const countOf = (entries: readonly Entry[], what: Change['what']): number =>
	entries.filter((entry) => entry.what === what).length;

/** Time within the story, for people. */
export const at = (time: number): string => `${((time - START) / 1000).toFixed(3)} s`;

/** All texts that the user, or the next node, gets to see. */
function textsOf({ output, error, hints }: Try): string[] {
	const items = (output ?? []).flat().map(({ json }) => JSON.stringify(json));
	return [...items, ...hints, wordsOf(error), JSON.stringify((error as Try)?.error ?? '')];
}

/** Claims about single items against what was done for them. */
function* checkItems({ history, ledger, claims }: Case): Generator<Violation> {
	const { story, runs, initial } = history;
	for (const [number, execution] of story.executions.entries()) {
		const said = claims[number] ?? [];
		const { items, operation } = execution;
		if (operation === 'delete') yield* checkDeletions(history, ledger, number, said);
		const groups = new Map<string, Claim[]>();
		for (const claim of said) {
			const name = keyed(items, claim.item);
			groups.set(name, [...(groups.get(name) ?? []), claim]);
		}
		for (const group of groups.values()) {
			const item = items[group[0]?.item ?? 0] as Item;
			const label = `execution ${number}, item ${group.map((each) => each.item).join('+')} (${operation} ${item.no})`;
			const entries = ledger.by(number, item);
			const count = (...kinds: Array<Claim['said']>): number =>
				group.filter((each) => kinds.includes(each.said)).length;
			if (count('unsaid') > 0) yield { check: 'claims', text: `${label}: nothing is said of it` };
			if (operation === 'delete') continue;
			const created = countOf(entries, 'created');
			const open = count('uncertain', 'unheard');
			const most = count('created', 'updated', 'unchanged', 'written') + open;
			// An update by hand, and an order that was deleted by somebody meanwhile, is created anew rightly.
			const isDeletedSince = ledger.entries.some(
				({ what, order }) => what === 'deleted' && order.orderNo === item.no,
			);
			if (operation === 'create' && created > most) {
				const check = most === 0 ? 'claims' : 'doubled';
				yield { check, text: `${label}: created ${created} times, said ${saidOf(group)}` };
			} else if (operation !== 'create' && created > group.length && !isDeletedSince) {
				yield { check: 'doubled', text: `${label}: created ${created} times by one item` };
			}
			if (count('failed') === group.length && entries.length > 0) {
				yield {
					check: 'claims',
					text: `${label}: ${entries[0]?.what} at ${at(entries[0]?.at ?? 0)}, said to have failed: ${group[0]?.words}`,
				};
			}
			for (const claim of group) {
				const text = falseClaim(claim, item, entries, {
					ledger,
					initial,
					run: runs[number] as Run,
					lateMs: story.world.dialect.lateListsMs ?? 0,
					isShared: isShared(story.executions, item),
				});
				if (text) yield { check: 'claims', text: `${label}: ${text}` };
			}
		}
	}
}

const saidOf = (group: readonly Claim[]): string => group.map(({ said }) => said).join(', ');

const holds = (order: Change['order'] | undefined, { no, title, code }: Item): boolean =>
	order !== undefined &&
	order.orderNo === no &&
	order.title === title &&
	(code === undefined || order.code === code);

/** Whether several items ask for the very same. */
const isShared = (executions: readonly Execution[], item: Item): boolean =>
	executions.flatMap(({ items }) => items).filter((other) => isEqual(other, item)).length > 1;

interface Around {
	ledger: Ledger;
	initial: History['initial'];
	run: Run;
	lateMs: number;
	/** Another item asks for the very same. */
	isShared: boolean;
}

/** What is not true of a claim. */
function falseClaim(
	{ said, key }: Claim,
	item: Item,
	entries: readonly Entry[],
	{ ledger, initial, run, lateMs, isShared }: Around,
): string | undefined {
	if (!['created', 'updated', 'unchanged', 'written'].includes(said)) return undefined;
	const own = entries.some(
		(entry) => holds(entry.order, item) && (key === undefined || entry.key === key),
	);
	if (own) return undefined;
	const from = (run.tries[0]?.startedAt ?? START) - lateMs;
	const to = run.seen?.endedAt ?? Infinity;
	const keys = key === undefined ? ledger.entries.map((each) => each.key) : [key];
	const wasSo = keys.some((each) =>
		ledger.states(each, from, to, initial).some((order) => holds(order, item)),
	);
	if (wasSo && (said === 'unchanged' || said === 'written' || isShared)) return undefined;
	const what = wasSo ? 'not by it' : `at no time was the order ${key ?? ''} so`;
	return `said to be ${said}, but ${what}: ${JSON.stringify(item)}`;
}

/** Where more than one order is said to have a number, two had it at least, at some time of the run. */
function* checkAmbiguous({ history, ledger, claims }: Case): Generator<Violation> {
	const { story, runs, initial } = history;
	const keys = [...new Set([...initial, ...ledger.entries].map(({ key }) => key))];
	for (const [number, { items, operation }] of story.executions.entries()) {
		const { tries, seen } = runs[number] as Run;
		const from = (tries[0]?.startedAt ?? START) - (story.world.dialect.lateListsMs ?? 0);
		for (const { item, words = '' } of claims[number] ?? []) {
			const { no = '' } = items[item] ?? {};
			if (!words.startsWith('More than one') || !words.includes(`"${no}"`)) continue;
			const had = keys.filter((key) =>
				ledger
					.states(key, from, seen?.endedAt ?? Infinity, initial)
					.some((order) => order?.orderNo === no),
			);
			if (had.length > 1) continue;
			yield {
				check: 'claims',
				text: `execution ${number}, item ${item} (${operation} ${no}): ${words} There was ${had.length}.`,
			};
		}
	}
}

/** What is said to be deleted is gone, and what is said to have failed was not deleted by it. */
function* checkDeletions(
	{ story, initial, runs }: History,
	ledger: Ledger,
	number: number,
	claims: readonly Claim[],
): Generator<Violation> {
	const items = story.executions[number]?.items ?? [];
	for (const { item, said, words } of claims) {
		const { no = '' } = items[item] ?? {};
		const label = `execution ${number}, item ${item} (delete ${no})`;
		const key = ledger.keyOf(no, story.world.orders);
		if (said === 'deleted' && ledger.at(runs[number]?.seen?.endedAt ?? 0, initial).has(key)) {
			yield { check: 'claims', text: `${label}: said to be deleted, and is still there` };
		}
		const isOthers = claims.some((each) => each.said !== 'failed' && items[each.item]?.no === no);
		const by = ledger.entries.find((each) => each.what === 'deleted' && each.key === key)?.request;
		if (said === 'failed' && !isOthers && by?.execution === number) {
			yield { check: 'claims', text: `${label}: deleted, said to have failed: ${words}` };
		}
	}
}

/** Counts of files against what was done for their lines. */
function* checkFiles({ history, ledger, files }: Case): Generator<Violation> {
	for (const [number, execution] of history.story.executions.entries()) {
		if (!ofFiles(execution)) continue;
		const { items, operation } = execution;
		const isElsewhere = (name: string, file: number): boolean =>
			filesOf(execution).some(
				(others, index) => index !== file && others.some((each) => keyed(items, each) === name),
			) ||
			history.story.executions.some(
				(other) =>
					other !== execution && other.items.some((_, each) => keyed(other.items, each) === name),
			);
		for (const claim of files[number] ?? []) {
			const names = new Set(claim.items.map((each) => keyed(items, each)));
			const label = `execution ${number}, file ${claim.file} (${operation})`;
			const done = [...names].flatMap((name) => {
				const item = items[claim.items.find((each) => keyed(items, each) === name) ?? 0] as Item;
				return ledger.by(number, item);
			});
			const created = countOf(done, 'created');
			if (operation === 'create') yield* checkLines(claim, execution, ledger, number, label);
			if ([...names].some((name) => isElsewhere(name, claim.file))) continue;
			if (claim.isUntouched && done.length > 0) {
				yield { check: 'claims', text: `${label}: ${done.length} writes, said to be untouched` };
			}
			const { counts } = claim;
			if (!counts) continue;
			if (created > counts.created + counts.uncertain || created < counts.created) {
				const text = `${label}: ${created} created, said ${JSON.stringify(counts)}`;
				// Another try finds what the one before created.
				const isFound =
					operation === 'upsert' &&
					created <= counts.created + counts.unchanged + counts.updated + counts.uncertain &&
					created >= counts.created;
				if (!isFound) yield { check: 'claims', text };
			}
		}
	}
}

/** No line is created more often than it stands in the files. */
function* checkLines(
	{ items: lines, file }: FileClaim,
	{ items }: Execution,
	ledger: Ledger,
	number: number,
	label: string,
): Generator<Violation> {
	for (const line of lines) {
		const name = keyed(items, line);
		if (items.findIndex((_, index) => keyed(items, index) === name) !== line) continue;
		const times = items.filter((_, index) => keyed(items, index) === name).length;
		const created = countOf(ledger.by(number, items[line] as Item), 'created');
		if (created > times) {
			yield {
				check: 'doubled',
				text: `${label}: item ${line} (${items[line]?.no}) of file ${file} created ${created} times`,
			};
		}
	}
}

/** Room for what nobody can prevent: another writer, or another process, between looking and writing. */
const RACE_MS = 10_000;
const LONG_RACE_MS = 400_000;

/**
 * No order number more often than items ask for it, unless nobody could know. Where something
 * disturbs, it is enough that it is reported.
 */
function* checkNumbers({ history, ledger, claims }: Case): Generator<Violation> {
	const { story, runs, initial, ending } = history;
	if (ending !== 'over') return;
	const { dialect, latency, faults, outages } = story.world;
	const isSlow = dialect.limit || faults.length > 0 || outages.length > 0 || latency.most > 1_000;
	const raceMs = (isSlow ? LONG_RACE_MS : RACE_MS) + (dialect.lateListsMs ?? 0);
	const isPlain = !isSlow && Object.keys(dialect).length === 0;
	const told = isPlain ? [] : runs.flatMap(({ seen }) => (seen ? textsOf(seen) : []));
	const isOpen = ({ request }: Entry): boolean => {
		const execution = story.executions[request?.execution ?? -1];
		const run = runs[request?.execution ?? -1];
		if (!execution || !run) return true;
		if (run.isCrashed) return true;
		if (ofFiles(execution))
			return fileClaimsOf(execution, run).some(
				({ counts, isUntouched }) => (counts?.uncertain ?? 0) > 0 || (!counts && !isUntouched),
			);
		return (claims[request?.execution ?? -1] ?? []).some(
			({ item, said }) =>
				said === 'uncertain' && execution.items[item]?.no === request?.body?.orderNo,
		);
	};
	const alive = new Map<string, Entry[]>();
	for (const order of initial) {
		const entry: Entry = { at: 0, key: order.key, what: 'created', order, isForeign: true };
		const name = String(order.orderNo);
		alive.set(name, [...(alive.get(name) ?? []), entry]);
	}
	for (const entry of ledger.entries) {
		const name = String(entry.order.orderNo);
		const others = alive.get(name) ?? [];
		if (entry.what === 'deleted') {
			alive.set(
				name,
				others.filter(({ key }) => key !== entry.key),
			);
		}
		if (entry.what !== 'created') continue;
		alive.set(name, [...others, entry]);
		const execution = story.executions[entry.request?.execution ?? -1];
		if (entry.isForeign || others.length === 0 || execution?.operation !== 'upsert') continue;
		const known = others.filter((other) => {
			const isOfOwnProcess = !other.isForeign && other.request?.process === entry.request?.process;
			const isRecent = entry.at - other.at <= raceMs;
			// A double that was found afterwards is uncertain, too, and should not have been made.
			if (isOpen(entry) && !isPlain) return false;
			return isOfOwnProcess ? !(isOpen(other) && isRecent) : !isRecent;
		});
		if (known.length === 0) continue;
		const keys = [...others, entry].map(({ key }) => key);
		if (told.some((text) => keys.filter((key) => text.includes(key)).length > 1)) continue;
		const by = others.map((other) =>
			other.isForeign ? 'others' : `execution ${other.request?.execution} at ${at(other.at)}`,
		);
		yield {
			check: 'doubled',
			text: `${name} created by execution ${entry.request?.execution} at ${at(entry.at)}, though it was there, by ${by.join(', ')}; nobody says so`,
		};
	}
}

/** Lists: complete and each record once, or an error, or a hint that says otherwise. */
function* checkLists({ history, ledger }: Case): Generator<Violation> {
	const { story, runs, initial } = history;
	for (const [number, execution] of story.executions.entries()) {
		const { seen, isCrashed } = runs[number] as Run;
		if (execution.operation !== 'getAll' || !seen?.output || isCrashed) continue;
		const { contains = '', limit = Infinity } = execution;
		const records = seen.output.flat().map(({ json }) => json);
		if (records.some((json) => json.error !== undefined)) continue;
		const keys = records.map(({ key }) => keyOfNumber(String(key)));
		const label = `execution ${number} (list)`;
		if (new Set(keys).size < keys.length) {
			yield {
				check: 'lists',
				text: `${label}: ${keys.length} items, ${new Set(keys).size} records`,
			};
		}
		if (keys.length > limit) yield { check: 'lists', text: `${label}: more than the limit` };
		if (seen.hints.length > 0) continue;
		const from = seen.startedAt - (story.world.dialect.lateListsMs ?? 0);
		const to = seen.endedAt ?? Infinity;
		const fits = (order: Change['order'] | undefined): boolean =>
			order !== undefined && String(order.title).includes(contains);
		const always = [...ledger.at(from, initial).keys()].filter((key) =>
			ledger.states(key, from, to, initial).every(fits),
		);
		const missing = always.filter((key) => !keys.includes(key));
		if (missing.length > 0 && keys.length < Math.min(limit, always.length)) {
			yield {
				check: 'lists',
				text: `${label}: ${keys.length} of at least ${always.length} records, without a word`,
			};
		}
		// Whether the case counts is the system's own choice.
		const mayFit = (order: Change['order'] | undefined): boolean =>
			order !== undefined && String(order.title).toLowerCase().includes(contains.toLowerCase());
		const strange = keys.filter((key) => !ledger.states(key, from, to, initial).some(mayFit));
		if (strange.length > 0 && story.world.dialect.filters === undefined) {
			yield { check: 'lists', text: `${label}: ${strange.join(', ')} was never there` };
		}
	}
}

/** Room for what a request may take, and for looking after what became of one. */
const SLACK_MS = 300_000;

/** Whoever sends one after another may wait for so many requests in a row until the host is left alone. */
const inVain = (requests: readonly RequestLog[]): number =>
	Math.min(requests.filter(({ outcome }) => outcome === 'ETIMEDOUT').length, FAILURES_TO_OPEN) *
	REQUEST_TIMEOUT_MS;

const DEFAULT_MAX_WAIT_MS = 300_000;

/** Every wait ends: by a success within Max Wait, by an error, or at once by a cancellation. */
function* checkWaits({ history }: Case): Generator<Violation> {
	const { story, runs, requests, ending, probeEnding, endedAt } = history;
	const maxWaits = story.executions.map(({ options }) =>
		options.maxWait === undefined ? DEFAULT_MAX_WAIT_MS : options.maxWait * 1000,
	);
	const longest = Math.max(...maxWaits);
	for (const [number, run] of runs.entries()) {
		const label = `execution ${number}`;
		if (!run.isOver) {
			yield { check: 'waits', text: `${label}: ${ending} (not over after ${at(endedAt)})` };
		}
		const { cancelledAt } = run;
		const lasts = (run.seen?.endedAt ?? 0) - (cancelledAt ?? Infinity);
		if (lasts > 5_000) {
			yield { check: 'waits', text: `${label}: goes on for ${lasts} ms after its cancellation` };
		}
		const own = requests.filter(({ execution }) => execution === number);
		const late = own.find(({ sentAt }) => cancelledAt !== undefined && sentAt > cancelledAt + 5);
		if (late) yield { check: 'waits', text: `${label}: ${late.id} sent after its cancellation` };
		for (const { startedAt, endedAt: end } of run.tries) {
			if (end === undefined) continue;
			const successes = own.flatMap(({ endedAt: time = 0, outcome, pausedUntil }) =>
				typeof outcome === 'number' && outcome < 500 && outcome !== 429 && pausedUntil === undefined
					? [time]
					: [],
			);
			const times = [startedAt, ...successes, end]
				.filter((time) => time >= startedAt && time <= end)
				.sort((one, other) => one - other);
			const gap = Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
			const others = runs.length > 1 ? longest : 0;
			const most = others + (maxWaits[number] ?? 0) + inVain(own) + SLACK_MS;
			if (gap > most) {
				yield { check: 'waits', text: `${label}: ${gap / 1000} s without a success` };
			}
		}
	}
	if (probeEnding !== 'over') {
		yield { check: 'stuck', text: `Whoever comes afterwards does not get through: ${probeEnding}` };
	}
}

/** Nothing is sent while the server has asked to wait. */
function* checkPauses({ history }: Case): Generator<Violation> {
	const { requests } = history;
	for (const { id, process, endedAt = 0, pausedUntil } of requests) {
		if (pausedUntil === undefined) continue;
		const early = requests.find(
			(other) =>
				other.process === process &&
				other.sentAt > endedAt + 1 &&
				other.sentAt < Math.min(pausedUntil, endedAt + 3_600_000) - 1,
		);
		if (!early) continue;
		yield {
			check: 'pauses',
			text: `${id} was asked at ${at(endedAt)} to wait until ${at(pausedUntil)}, and ${early.id} was sent at ${at(early.sentAt)}`,
		};
	}
}

/** The last part: everybody gets through when nothing disturbs. */
function* checkProbe({ history }: Case): Generator<Violation> {
	const { probe, story } = history;
	if (!probe.isOver || story.world.dialect.filters === 'refused') return;
	const { error, output = [] } = probe.seen ?? {};
	if (error !== undefined)
		yield { check: 'stuck', text: `The last execution fails: ${wordsOf(error)}` };
	for (const { json } of output.flat()) {
		const failed = json.error as { kind?: string } | undefined;
		if (!failed || failed.kind === 'ambiguous' || failed.kind === 'validation') continue;
		yield { check: 'stuck', text: `The last execution fails: ${wordsOf(failed)}` };
	}
}

/** Texts of a value, however deep, and of what errors carry without showing it in JSON. */
function* textsWithin(value: unknown, seen = new Set<unknown>()): Generator<string> {
	if (typeof value === 'string') yield value;
	if (typeof value !== 'object' || value === null || seen.has(value)) return;
	seen.add(value);
	for (const name of Object.getOwnPropertyNames(value)) {
		yield* textsWithin((value as Record<string, unknown>)[name], seen);
	}
}

function* checkSecrets({ history }: Case): Generator<Violation> {
	for (const [number, { tries }] of [...history.runs, history.probe].entries()) {
		for (const { output, error, hints, logs } of tries) {
			for (const text of textsWithin([output, error, hints, logs])) {
				if (!text.includes(TOKEN)) continue;
				yield { check: 'secrets', text: `execution ${number}: the token stands in what it says` };
				break;
			}
		}
	}
}

/** What the keys begin with that a preview makes up. */
const PRETENDED = 'makini-preview';

/** A preview sends nothing but reads, and what it makes up stays with it. */
function* checkPreviews({ history }: Case): Generator<Violation> {
	const { story, runs, requests } = history;
	const check = 'previews';
	for (const { id, execution, method, target, body } of requests) {
		const isPreview = story.executions[execution]?.isPreview ?? false;
		if (isPreview && method !== 'GET') {
			yield {
				check,
				text: `execution ${execution} is a preview and sent ${id}, ${method} ${target}`,
			};
		}
		if (JSON.stringify([target, body]).includes(PRETENDED)) {
			yield { check, text: `${id} of execution ${execution} has a key that a preview made up` };
		}
	}
	for (const [number, { tries }] of runs.entries()) {
		if (!tries.some((each) => textsOf(each).some((text) => text.includes(PRETENDED)))) continue;
		yield {
			check,
			text: `execution ${number}: a key that a preview made up stands in what it says`,
		};
	}
}

/** An error that is not one of the package's own is a mistake in it. */
function* checkErrors({ history }: Case): Generator<Violation> {
	for (const [number, { tries }] of history.runs.entries()) {
		for (const { error } of tries) {
			if (error === undefined) continue;
			const { message = '', stack = '' } = error as Error;
			if (!/is not a function|Cannot read|is not defined|undefined|Invalid array/.test(message))
				continue;
			yield {
				check: 'errors',
				text: `execution ${number}: ${message} ${stack.split('\n')[1] ?? ''}`,
			};
		}
	}
}

/** Whatever of the promises a history breaks. */
export function check(history: History): Violation[] {
	const each = caseOf(history);
	return [
		...checkItems(each),
		...checkAmbiguous(each),
		...checkFiles(each),
		...checkNumbers(each),
		...checkLists(each),
		...checkWaits(each),
		...checkPauses(each),
		...checkProbe(each),
		...checkSecrets(each),
		...checkErrors(each),
		...checkPreviews(each),
		...isNeedless(each.history, each.ledger, each.claims),
	];
}
