import type { Goal } from '../model';
import { withOrders, measureApart } from './processes';
import type { Job, MemoryFigures } from './jobs';

/** One way to read all orders. */
export interface MemorySubject {
	name: string;
	job: Job;
	/** Orders on the server. */
	orders: number;
	/** Runs on the Node.js of n8n rather than on this machine's own; left out where that is the same one. */
	onHost?: boolean;
	/** Options of Node.js. */
	flags?: readonly string[];
	/** Times it is run at most. */
	mostRuns: number;
}

/** A run of a subject, with what it gave. */
export interface MemoryRun {
	subject: MemorySubject;
	figures: MemoryFigures;
}

/** Something whose memory is measured, so that each run has a process of its own. */
export interface MemoryScenario {
	/** For the command line. */
	name: string;
	title: string;
	what: string;
	subjects: readonly MemorySubject[];
	goals: ReadonlyArray<Goal<readonly MemoryRun[]>>;
}

export interface MemoryOptions {
	/** Times each subject is run; a subject may ask for fewer. */
	runs: number;
	/** The Node.js executable that n8n is started with. */
	hostNode: string;
	tell?: (text: string) => void;
}

/** Bytes as whole megabytes. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

function line({ subject, figures }: MemoryRun): string {
	const { node, records, seconds, idle, peak, error } = figures;
	return [
		`  ${subject.name}, Node.js ${node}: ${records} records in ${seconds.toFixed(2)} s`,
		`${megabytes(peak - idle)} above idle`,
		...(error === undefined ? [] : [error]),
	].join(', ');
}

/** Runs the subjects one after the other, those of the same number of orders against the same sandbox. */
export async function runMemory(
	{ subjects }: MemoryScenario,
	{ runs, hostNode, tell = () => {} }: MemoryOptions,
): Promise<MemoryRun[]> {
	const ofHost = hostNode === process.execPath;
	const chosen = subjects.filter(({ onHost, flags }) => !(onHost && ofHost && !flags));
	const done: MemoryRun[] = [];
	for (const orders of new Set(chosen.map((subject) => subject.orders))) {
		await withOrders(orders, async (url) => {
			for (let run = 0; run < runs; run += 1) {
				const due = chosen.filter((each) => each.orders === orders && run < each.mostRuns);
				for (const subject of due) {
					const node = subject.onHost ? hostNode : process.execPath;
					const figures = await measureApart(subject.job, url, node, subject.flags);
					const each = { subject, figures };
					tell(line(each));
					done.push(each);
				}
			}
		});
	}
	return done;
}
