/** What comes of some work, and how many milliseconds the processor was at it, whatever else the machine had to do. */
export function withCpuTime<T>(work: () => T): { value: T; ms: number } {
	const before = process.cpuUsage();
	const value = work();
	const { user, system } = process.cpuUsage(before);
	return { value, ms: (user + system) / 1000 };
}
