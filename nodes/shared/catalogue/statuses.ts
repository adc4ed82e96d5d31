import { statusEntity } from './reference/reference';
import type { Entity } from './types';

/** The statuses that records of an entity can have, where they lie at the same segment and for the same systems. */
export const statusOf = ({ name, plural, path, systemTypes }: Entity): Entity =>
	statusEntity({ name: `${name}Status`, segment: path, of: plural, systemTypes });
