import type { JestEnvironmentConfig, EnvironmentContext } from '@jest/environment';
import type { Circus } from '@jest/types';
import { uniq } from 'lodash';
import { TestEnvironment } from 'jest-environment-node';
import { OpenedHandles } from './handles';
import { SharedFunctions } from './sharedFunctions';
import { WatchedTimers } from './timers';

/**
 * Longest time in milliseconds that is waited for what ends by itself, where
 * `testEnvironmentOptions` have no `patienceMs`.
 */
const PATIENCE_MS = 5_000;

// Once a process, before its first test file.
const functions = new SharedFunctions();

/**
 * Jest's environment for Node.js, in which no test file can disturb the next one of its process.
 * Jest gives each file modules and globals of its own, but Node.js's own modules are shared, and so
 * are connections and timers. A file that leaves any of them otherwise than it found them fails,
 * whether its tests ran or were skipped, and the next one finds them as they were.
 */
export default class IsolatedEnvironment extends TestEnvironment {
	private readonly timers: WatchedTimers;

	private readonly handles = new OpenedHandles();

	private readonly patienceMs: number;

	constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
		super(config, context);
		this.timers = new WatchedTimers(this.global);
		const { patienceMs } = config.projectConfig.testEnvironmentOptions;
		this.patienceMs = typeof patienceMs === 'number' ? patienceMs : PATIENCE_MS;
	}

	/** Called by Jest for each step of a test file's run. */
	async handleTestEvent(event: Circus.Event, state: Circus.State): Promise<void> {
		if (event.name !== 'run_finish') return;
		const left = await this.tidy();
		if (left.length === 0) return;
		const message = `This file leaves behind what the next one would meet: ${left.join(', ')}`;
		state.unhandledErrors.push(Object.assign(new Error(message), { stack: message }));
	}

	/** A file that could not be loaded has no run that finishes. */
	override async teardown(): Promise<void> {
		await this.tidy();
		await super.teardown();
	}

	/** Brings everything back to what it was, and names what was not. */
	private async tidy(): Promise<string[]> {
		const running = (): string[] => [...this.timers.names, ...this.handles.names];
		const patience = Date.now() + this.patienceMs;
		// What was closed makes itself known some turns of the event loop later.
		do await new Promise((done) => setTimeout(done, 5));
		while (running().length > 0 && Date.now() < patience);
		const left = running();
		this.timers.end();
		this.handles.end();
		const replaced = functions.replaced();
		for (const { undo } of replaced) undo();
		return uniq([...left, ...replaced.map(({ name }) => `${name}, replaced`)]);
	}
}
