import { setMaxListeners } from 'node:events';
import type { INodeExecutionData } from 'n8n-workflow';
import { contextOf } from './context';
import { Network, type RequestLog } from './network';
import { inputOf, nodeOf, perItem } from './node';
import { startProgram, type Program } from './program';
import { Server, type Change } from './server';
import type { Execution, Story } from './story';
import { holdTime, pass, START, type Ending } from './virtualTime';

/** One run of the node's code. */
export interface Try {
	startedAt: number;
	endedAt?: number;
	output?: INodeExecutionData[][];
	error?: unknown;
	hints: string[];
	logs: string[];
}

/** What became of an execution. */
export interface Run {
	tries: Try[];
	/** The try that was under way when the execution was stopped, else the last one. */
	seen?: Try;
	cancelledAt?: number;
	/** The process ended under it, so that nobody heard of it again. */
	isCrashed: boolean;
	isOver: boolean;
}

/** All that happened in a story. */
export interface History {
	story: Story;
	runs: Run[];
	requests: RequestLog[];
	changes: Change[];
	/** The orders at the beginning. */
	initial: ReadonlyArray<Change['order']>;
	ending: Ending;
	/** Begin of the last part, in which nothing disturbs any more. */
	calmAt: number;
	/** What the last part brought: an execution that only has to get through. */
	probe: Run;
	probeRequests: RequestLog[];
	probeEnding: Ending;
	/** Virtual time at the end. */
	endedAt: number;
}

/** A process of n8n. */
interface Process {
	number: number;
	program: Program;
	isDead: boolean;
	runs: Set<Run>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Longest virtual time in which all executions have to be over. */
const LONGEST_MS = 3 * DAY_MS;

/** After so long nothing of what the server asked for holds any more. */
const CALM_AFTER_MS = 2 * 60 * 60 * 1000;

/** The last part may meet an hourly limit several times. */
const PROBE_MS = DAY_MS;

class Play {
	readonly server: Server;

	readonly network: Network;

	private processes = 0;

	private process = this.nextProcess();

	constructor(private readonly story: Story) {
		this.server = new Server(story.world);
		this.network = new Network(story.world, this.server, String(story.chance));
	}

	private nextProcess(): Process {
		const program = startProgram();
		return { number: this.processes++, program, isDead: false, runs: new Set() };
	}

	/** The process ends, with all that goes on in it, and another one begins. */
	restart(): void {
		this.process.isDead = true;
		for (const run of this.process.runs) {
			if (!run.isOver) Object.assign(run, { isCrashed: true, isOver: true });
		}
		this.process = this.nextProcess();
	}

	/** Runs the node as n8n does: with the tries that its settings ask for. */
	async execute(execution: Execution, index: number, run: Run): Promise<void> {
		await pass(execution.at);
		const { process, story } = this;
		process.runs.add(run);
		const cancel = new AbortController();
		// Many requests listen to it.
		setMaxListeners(0, cancel.signal);
		const { cancelAfter, retry, asTool } = execution;
		if (cancelAfter !== undefined) {
			setTimeout(() => {
				if (run.isOver) return;
				run.cancelledAt = Date.now();
				run.seen = run.tries.at(-1);
				cancel.abort();
			}, cancelAfter);
		}
		const { orders } = story.world;
		const node = nodeOf(execution, index);
		const input = inputOf(execution, orders);
		const tryOnce = async (runIndex: number): Promise<Try> => {
			const made: Try = { startedAt: Date.now(), hints: [], logs: [] };
			run.tries.push(made);
			const isDead = (): boolean => process.isDead;
			const sender = {
				execution: index,
				process: process.number,
				isDead,
				cancelled: cancel.signal,
			};
			const context = contextOf({
				node,
				input,
				runIndex,
				isTool: asTool ?? false,
				executionId: `execution-${index}`,
				perItem: perItem(execution, orders),
				style: story.world.style,
				cancelled: cancel.signal,
				send: async (options) => await this.network.send(sender, options),
				hint: (text) => made.hints.push(text),
				log: (text) => made.logs.push(text),
			});
			try {
				made.output = await process.program.execute(context);
			} catch (error) {
				made.error = error;
			}
			made.endedAt = Date.now();
			return made;
		};
		const tries = Math.min(5, Math.max(2, retry?.maxTries ?? 3));
		const most = retry ? tries : 1;
		for (let number = 0; number < most; number += 1) {
			if (asTool && cancel.signal.aborted) break;
			const made = await tryOnce(asTool ? number : 0);
			const failed = asTool ? made.error !== undefined : isFailed(made);
			if (process.isDead || !failed || number + 1 === most) break;
			// n8n takes 0 for its default.
			await pass(retry?.waitMs || 1_000);
			if (process.isDead) break;
		}
		if (process.isDead) return;
		run.seen ??= run.tries.at(-1);
		run.isOver = true;
	}
}

/** What n8n takes for a failure of the node: an error, or one in its first item. */
const isFailed = ({ error, output }: Try): boolean =>
	error !== undefined || Boolean(output?.[0]?.[0]?.json.error);

const newRun = (): Run => ({ tries: [], isCrashed: false, isOver: false });

/** Something that everybody can do who is let through: reads a page, and creates or updates an order of each number. */
function probing({ executions }: Story): Execution {
	const numbers = new Set(executions.flatMap(({ items }) => items.map(({ no }) => no)));
	return {
		at: 0,
		operation: 'upsert',
		from: 'fields',
		items: [...numbers].slice(0, 6).map((no) => ({ no, title: `Probe ${no}` })),
		perFile: 1,
		options: { maxWait: PROBE_MS / 1000 },
		onError: 'continueErrorOutput',
		asTool: false,
	};
}

/** Lets a story happen from its beginning to its end, in virtual time. */
export async function play(story: Story): Promise<History> {
	const time = holdTime(String(story.chance));
	try {
		const stage = new Play(story);
		const { server, network } = stage;
		const runs = story.executions.map(newRun);
		story.executions.forEach((each, index) => void stage.execute(each, index, runs[index] as Run));
		story.writers.forEach((writer, index) =>
			setTimeout(() => server.write(writer, `W${index}`), writer.at),
		);
		for (const at of story.restarts) setTimeout(() => stage.restart(), at);
		const areOver = (): boolean => runs.every(({ isOver }) => isOver);
		const ending = await time.until(areOver, START + LONGEST_MS);

		// What the server is still at gets its time, and so does every pause.
		let isCalm = false;
		setTimeout(() => {
			isCalm = true;
			server.calm();
		}, CALM_AFTER_MS);
		await time.until(() => isCalm, Infinity);
		const changes = [...server.changes];
		const requests = [...network.requests];
		const calmAt = Date.now();
		const probe = newRun();
		void stage.execute(probing(story), story.executions.length, probe);
		const probeEnding = await time.until(() => probe.isOver, calmAt + PROBE_MS);
		return {
			story,
			runs,
			requests,
			changes,
			initial: server.initial,
			ending,
			calmAt,
			probe,
			probeRequests: network.requests.slice(requests.length),
			probeEnding,
			endedAt: Date.now(),
		};
	} finally {
		time.release();
	}
}
