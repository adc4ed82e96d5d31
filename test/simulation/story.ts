import type { Dialect } from '../../sandbox/dialects/types';
import type { FaultRule } from '../../sandbox/faults';

/** What an item gives an order. */
export interface Item {
	/** Number of the order. */
	no: string;
	title: string;
	/** A field that the system takes and never gives out. */
	code?: string;
	/** The vendor's code or name. */
	vendor?: string;
}

export type Operation = 'create' | 'upsert' | 'update' | 'delete' | 'getAll';

export interface Options {
	maxWait?: number;
	onUncertainWrite?: 'verify' | 'fail';
	concurrency?: number;
	batchSize?: number;
	batchDelay?: number;
	pageSize?: number;
	includeChanges?: boolean;
	missingReference?: 'create';
}

/** One run of the node in a workflow of its own. */
export interface Execution {
	/** Milliseconds after the beginning of the story. */
	at: number;
	operation: Operation;
	/** How the items' data reach the node. */
	from: 'fields' | 'json' | 'files';
	items: readonly Item[];
	/** With files, how many items each of them holds. */
	perFile: number;
	/** Of a list: the orders whose title contains this. */
	contains?: string;
	/** Of a list: most records to give out. */
	limit?: number;
	options: Options;
	onError: 'stopWorkflow' | 'continueErrorOutput';
	/** n8n's Retry On Fail. */
	retry?: { maxTries: number; waitMs: number };
	/** The node is to show what it would write, and to write nothing. */
	isPreview?: boolean;
	/** An AI agent calls the node. */
	asTool: boolean;
	/** The execution is stopped so many milliseconds after its beginning. */
	cancelAfter?: number;
}

/** Somebody else who uses the connected system. */
export interface Writer {
	at: number;
	does: 'create' | 'update' | 'delete';
	no: string;
}

export interface World {
	style: 'module' | 'v1';
	/** Orders that are there at the beginning. */
	orders: number;
	/** The server's own cap. */
	maxPageSize: number;
	/** Milliseconds that a request, and that its answer, is on its way. */
	latency: { least: number; most: number };
	dialect: Dialect;
	honoursIdempotencyKey: boolean;
	uniqueOrderNo: boolean;
	faults: readonly FaultRule[];
	/** Times in which the host cannot be reached, in milliseconds after the beginning. */
	outages: ReadonlyArray<{ from: number; to: number; code: string }>;
}

export interface Story {
	/** For whatever is drawn while the story goes on. */
	chance: number;
	world: World;
	executions: readonly Execution[];
	writers: readonly Writer[];
	/** When the process ends, and another one takes its place. */
	restarts: readonly number[];
}
