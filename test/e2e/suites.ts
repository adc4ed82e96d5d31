import type { Suite } from './suite';

/** All suites, in the order in which they run. */
export const suites: Suite[] = [];
