import { alertTests } from './examples/alert';
import { afterSyncTests } from './examples/afterSync';
import { approvalTests } from './examples/approval';
import { changeTests } from './examples/changes';
import { drawnTest } from './examples/drawn';
import { migrationTests } from './examples/migration';
import { begin, end } from './examples/peers';
import { previewTests } from './examples/previewThenWrite';
import { threeWayMatchTests } from './examples/threeWayMatch';
import type { Suite } from './suite';

/** The examples that run by themselves: in a real n8n, started by what happens in the sandbox. */
export const examplesSuite: Suite = {
	name: 'examples',
	before: begin,
	tests: [
		drawnTest('purchase-order-changes', 'changes'),
		drawnTest('sync-finished-then-read', 'afterSync'),
		drawnTest('reauthorization-alert', 'alert'),
		drawnTest('three-way-match', 'threeWayMatch'),
		// First, while the orders are as they were.
		...threeWayMatchTests,
		...changeTests,
		...afterSyncTests,
		...alertTests,
	],
	after: end,
};

/** The example in which people decide; by itself, since it waits for one who does not. */
export const approvalSuite: Suite = {
	name: 'approval',
	before: begin,
	tests: [drawnTest('purchase-order-approval', 'approval'), ...approvalTests],
	after: end,
};

/** The example that does everything twice: with HTTP Request and with the nodes. */
export const migrationSuite: Suite = {
	name: 'migration',
	before: async (context) => await begin(context, 600),
	tests: [drawnTest('http-request-migration', 'migration'), ...migrationTests],
	after: end,
};

/** The example that shows what would change before it writes. */
export const previewSuite: Suite = {
	name: 'preview',
	before: begin,
	tests: [
		drawnTest('preview-then-write', 'preview'),
		drawnTest('two-way-sync', 'twoWay'),
		...previewTests,
	],
	after: end,
};
