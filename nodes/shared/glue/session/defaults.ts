import { PAGES_AHEAD } from '../../client/records/lists';

/** Values that hold where an option is not set. */
export const DEFAULTS = {
	/** Records per page. The server's own cap is followed where it is lower. */
	pageSize: 500,
	/** Pages under way at once. */
	parallelPages: PAGES_AHEAD,
	/** Items per batch. */
	batchSize: 50,
	/** Milliseconds between batches. */
	batchDelay: 0,
	/** Items under way at once. */
	concurrency: 32,
	/** Seconds to wait for the connection without a single success. */
	maxWait: 300,
	/** Seconds that a run reads back behind the one before, where only changes are read. */
	overlap: 3600,
	onUncertainWrite: 'verify',
	/** What Create or Update does with what exists, with what does not, and with values that come twice. */
	ifExists: 'update',
	ifMissing: 'create',
	duplicateRows: 'fail',
} as const;
