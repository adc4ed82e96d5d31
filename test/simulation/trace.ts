import { claimsOf, fileClaimsOf, wordsOf } from './claims';
import { at, type Violation } from './check';
import type { History, Run } from './play';

const short = (text: string, most = 160): string =>
	text.length > most ? `${text.slice(0, most)}...` : text;

/** Events in the order of their time. */
function eventsOf({
	requests,
	probeRequests,
	changes,
	runs,
}: History): Array<{ time: number; text: string }> {
	const events = [...requests, ...probeRequests].flatMap((request) => {
		const { id, execution, process, method, target, sentAt, endedAt, outcome, body } = request;
		const what = body ? ` ${JSON.stringify(body)}` : '';
		const paused = request.pausedUntil ? `, wait until ${at(request.pausedUntil)}` : '';
		return [
			{
				time: sentAt,
				text: `${id} e${execution} p${process} ${method} ${short(target)}${short(what)}`,
			},
			{ time: endedAt ?? Infinity, text: `${id} -> ${outcome ?? 'no answer'}${paused}` },
		];
	});
	for (const { at: time, what, key, order, by, isForeign } of changes) {
		const who = isForeign ? 'another user' : (by ?? '');
		events.push({
			time,
			text: `   server: ${what} ${key} ${String(order.orderNo)} "${String(order.title)}" by ${who}`,
		});
	}
	for (const [number, { tries, cancelledAt }] of runs.entries()) {
		for (const { startedAt, endedAt, error } of tries) {
			events.push({ time: startedAt, text: `e${number} begins` });
			const end = error === undefined ? 'ends' : `fails: ${short(wordsOf(error), 400)}`;
			if (endedAt !== undefined) events.push({ time: endedAt, text: `e${number} ${end}` });
		}
		if (cancelledAt !== undefined)
			events.push({ time: cancelledAt, text: `e${number} is stopped` });
	}
	return events.sort((one, other) => one.time - other.time);
}

/** What was said in the end, as lines. */
function saidOf({ story, runs }: History): string[] {
	return story.executions.flatMap((execution, number) => {
		const run = runs[number] as Run;
		const hints = (run.seen?.hints ?? []).map((text) => `e${number} hint: ${short(text)}`);
		if (execution.operation === 'getAll') {
			return [`e${number} gives ${run.seen?.output?.[0]?.length ?? 0} items`, ...hints];
		}
		const claims =
			execution.from === 'files'
				? fileClaimsOf(execution, run).map((claim) => JSON.stringify(claim))
				: claimsOf(execution, run).map(
						({ item, said, key = '', words = '' }) =>
							`item ${item} ${execution.items[item]?.no}: ${said} ${key} ${short(words)}`,
					);
		return [...claims.map((text) => `e${number} ${text}`), ...hints];
	});
}

/** Everything that happened in a story, to be read by people and compared by machines. */
export function traceOf(history: History, violations: readonly Violation[]): string {
	const events = eventsOf(history).map(({ time, text }) => `${at(time).padStart(12)} ${text}`);
	return [
		'Story',
		JSON.stringify(history.story, undefined, 1),
		'What happened',
		...events,
		`The end: ${history.ending}, then ${history.probeEnding}`,
		'What the node said',
		...saidOf(history),
		violations.length > 0 ? 'Violations' : 'No violation',
		...violations.map(({ check, text }) => `${check}: ${text}`),
	].join('\n');
}
