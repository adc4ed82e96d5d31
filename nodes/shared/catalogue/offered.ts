import type { Entity, Operation } from './types';

/** What records that can only be read offer. */
export const READ: Entity['operations'] = { get: { published: true }, getAll: { published: true } };

/** What records that can be written offer; deleting depends on the connected system. */
export const READ_AND_WRITE: Entity['operations'] = {
	...READ,
	create: { published: true },
	upsert: { published: true },
	delete: { published: false },
	update: { published: true },
};

/** Sets the status of a record to one of the entity with this name. */
export const updateStatus = (choices: string): Operation => ({
	published: true,
	action: { kind: 'choice', method: 'PUT', segment: 'status', property: 'status', choices },
});
