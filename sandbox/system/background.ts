/** Work that goes on after its request was answered, or after its client is gone. */
export class Background {
	private readonly timers = new Set<NodeJS.Timeout>();

	/** How many pieces of work are still to be done. */
	get size(): number {
		return this.timers.size;
	}

	run(ms: number, work: () => unknown): void {
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			work();
		}, ms);
		this.timers.add(timer);
	}

	/** Gives up what has not been done. */
	cancel(): void {
		for (const timer of this.timers) clearTimeout(timer);
		this.timers.clear();
	}
}
