/** The token of the sandbox's connection. */
export const TOKEN = 'bench-token';

/** What is measured, each in a process of its own. */
export const JOBS = ['file', 'items', 'httpRequest'] as const;

export type Job = (typeof JOBS)[number];

/** What a process found. Sizes are in bytes. */
export interface Figures {
	records: number;
	seconds: number;
	/** Memory of the process before the run, with everything loaded. */
	idle: number;
	/** The most memory of the process while it ran. */
	peak: number;
	/** Size of the file, where there is one. */
	bytes?: number;
	error?: string;
}
