import type { CommonOperation, Entity, Operation, OperationName, OperationWords } from './types';

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

/** What every operation is called but for named actions, which bring their words along. */
const COMMON_WORDS: Readonly<Record<CommonOperation, OperationWords>> = {
	add: {
		name: 'Add',
		action: 'Add {one}',
		description: 'Add {one} to the record it is part of',
		doing: 'adding',
	},
	create: {
		name: 'Create',
		action: 'Create {one}',
		description: 'Create a new {singular}',
		doing: 'creating',
	},
	upsert: {
		name: 'Create or Update',
		action: 'Create or update {one}',
		description: 'Create a new {singular}, or update the current one if it already exists (upsert)',
		doing: 'creating or updating',
	},
	// Also what an AI agent is told about a tool, which has to know that there is no way back.
	delete: {
		name: 'Delete',
		action: 'Delete {one} permanently',
		description: 'Delete {one} permanently',
		doing: 'deleting',
	},
	get: { name: 'Get', action: 'Get {one}', description: 'Retrieve {one}', doing: 'reading' },
	getAll: {
		name: 'Get Many',
		action: 'Get many {plural}',
		description: 'Retrieve a list of {plural}',
		doing: 'listing',
	},
	update: {
		name: 'Update',
		action: 'Update {one}',
		description: 'Update {one}',
		doing: 'updating',
	},
	upload: {
		name: 'Upload',
		action: 'Upload {one}',
		description: 'Upload a file as {one}',
		doing: 'uploading',
	},
};

const isCommon = (name: OperationName): name is CommonOperation =>
	Object.hasOwn(COMMON_WORDS, name);

/** What an operation of an entity is called; `undefined` for one that it has no words for. */
export const wordsOf = (
	{ operations }: Pick<Entity, 'operations'>,
	name: OperationName,
): OperationWords | undefined =>
	isCommon(name) ? COMMON_WORDS[name] : operations[name]?.action?.words;
