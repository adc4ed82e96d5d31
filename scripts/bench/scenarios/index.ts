import type { Scenario } from '../model';
import { creating, limitedCreating, sharedLimit } from './creating';
import { limitedReading, reading } from './reading';
import type { Size } from './size';
import { upsertings } from './upserting';

export { memoryScenarios } from './memory';
export { FULL, type Size } from './size';

/** All scenarios whose time is measured. */
export const scenarios = (size: Size): Scenario[] => [
	...reading(size),
	...limitedReading(size),
	creating(size),
	...limitedCreating(size),
	sharedLimit(size),
	...upsertings(size),
];
