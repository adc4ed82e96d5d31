/** The token of the sandbox's connection. */
export const TOKEN = 'bench-token';

/** What a process does: read all orders into a file, into items, or with the HTTP Request node into an item a page. */
export type Job = 'ndjson' | 'csv' | 'items' | 'httpRequest';

/** What a process found. Sizes are in bytes. */
export interface MemoryFigures {
	/** Of Node.js, as v24.4.1. */
	node: string;
	records: number;
	/** Different keys among the records. */
	keys: number;
	seconds: number;
	/** Memory of the process before the run, with everything loaded. */
	idle: number;
	/** The most memory of the process while it ran. */
	peak: number;
	/** Size of the file; 0 where there is none. */
	bytes: number;
	/** Message of an execution that failed. */
	error?: string;
}
