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
export const updateStatus = (choices: string, property = 'status'): Operation => ({
	published: true,
	action: {
		kind: 'choice',
		method: 'PUT',
		segment: 'status',
		property,
		choices,
		words: {
			name: 'Update Status',
			action: 'Update the status of {one}',
			description: 'Change the status of {one}',
			doing: 'changing the status of',
		},
	},
});

/** Lists the materials that belong to a record. */
export const getMaterials: Operation = {
	published: true,
	action: {
		kind: 'list',
		method: 'GET',
		segment: 'materials',
		of: 'materialItem',
		words: {
			name: 'Get Materials',
			action: 'Get the materials of {one}',
			description: 'Retrieve the materials that belong to {one}',
			doing: 'listing the materials of',
		},
	},
};
