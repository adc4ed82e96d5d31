import { setTimeout as wait } from 'node:timers/promises';
import { measure } from './measure';
import type { Figures, Results, Scenario } from './model';
import type { Peer } from './peer';

export interface RunOptions {
	/** Times each subject is run, in turns; a subject may ask for fewer. */
	runs: number;
	tell?: (text: string) => void;
}

/** After so many windows the last one is over, however it was measured. */
const WINDOWS_TO_WAIT = 1.2;

function note(to: Map<string, Figures[]>, name: string, figures: Figures): void {
	to.set(name, [...(to.get(name) ?? []), figures]);
}

function line(name: string, { seconds, cpuSeconds, counters, ...rest }: Figures): string {
	const { requests, rateLimited, maxInFlight, created, updated } = counters;
	return [
		`  ${name}: ${seconds.toFixed(2)} s, processor ${cpuSeconds.toFixed(2)} s`,
		`${rest.records} records, ${requests} requests, ${rateLimited} x 429, ${maxInFlight} in flight`,
		...(created + updated > 0
			? [`${created} created, ${updated} updated, ${rest.doubles} doubled`]
			: []),
		...(rest.failed > 0 ? [`${rest.failed} failed`] : []),
		...rest.errors,
	].join(', ');
}

/** Runs the subjects of a scenario in turns, each run on a connection that is new to the node. */
export async function runScenario(
	{ subjects, again: isTwice, connection }: Scenario,
	peer: Peer,
	{ runs, tell = () => {} }: RunOptions,
): Promise<Results> {
	const first = new Map<string, Figures[]>();
	const again = new Map<string, Figures[]>();
	for (let run = 0; run < runs; run += 1) {
		for (const subject of subjects.filter(({ mostRuns = Infinity }) => run < mostRuns)) {
			const { name } = subject;
			await peer.renew();
			const figures = await measure(subject, peer);
			tell(line(name, figures));
			note(first, name, figures);
			if (!isTwice) continue;
			await wait((connection.rateLimit?.perSeconds ?? 0) * 1000 * WINDOWS_TO_WAIT);
			await peer.reset();
			const second = await measure(subject, peer);
			tell(line(`${name}, second run`, second));
			note(again, name, second);
		}
	}
	return { runs: first, again };
}
