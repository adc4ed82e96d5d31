import type { IDataObject } from 'n8n-workflow';
import type { RateLimitOptions } from '../../../sandbox/server/server';

/** How much work the scenarios are; the tests do less than the benchmarks. */
export interface Size {
	/** Orders on the server that are read. */
	orders: number;
	/** Records per page of most readings. */
	pageSize: number;
	/** Orders that are created. */
	creates: number;
	/** Orders that are created by each of four executions. */
	createsOfEach: number;
	/** Orders that are created or updated, half and half. */
	upserts: number;
	/** Reads that finding them may take. */
	readsOfUpserts: number;
	limit: RateLimitOptions;
	latencyMs: number;
	/** Orders that are read into a file, a few and many. */
	fileOrders: readonly [number, number];
	/** Orders that are read into items whose memory is measured. */
	items: number;
}

/** What the goals are about. */
export const FULL: Size = {
	orders: 10_000,
	pageSize: 100,
	creates: 1_000,
	createsOfEach: 100,
	upserts: 5_000,
	readsOfUpserts: 150,
	limit: { requests: 60, perSeconds: 5, retryAfter: 'seconds' },
	latencyMs: 50,
	fileOrders: [100_000, 1_000_000],
	items: 200_000,
};

/**
 * Least seconds that so many requests take under the limit: the last window needs to begin only, and the first one
 * begins when the first request has arrived.
 */
export const floorSeconds = (requests: number, { limit, latencyMs }: Size): number =>
	(Math.ceil(requests / limit.requests) - 1) * limit.perSeconds + latencyMs / 1000;

/** So many new orders. */
export const newOrders = (count: number, prefix = 'N'): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({
		orderNo: `${prefix}-${index + 1}`,
		title: `Order ${index + 1}`,
	}));

/** A thousand is written "1,000". */
export const grouped = (number: number): string => number.toLocaleString('en-GB');
