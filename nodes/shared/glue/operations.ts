import type { INodePropertyOptions } from 'n8n-workflow';
import type { Entity, OperationName } from '../catalogue/types';
import { withArticle } from './names';

interface OperationText {
	name: string;
	/** In sentence case, naming the resource. */
	action: (entity: Entity) => string;
	description: (entity: Entity) => string;
}

/** How operations are presented, in the alphabetical order that n8n asks for. */
const TEXTS: Record<OperationName, OperationText> = {
	create: {
		name: 'Create',
		action: ({ singular }) => `Create ${withArticle(singular)}`,
		description: ({ singular }) => `Create a new ${singular}`,
	},
	upsert: {
		name: 'Create or Update',
		action: ({ singular }) => `Create or update ${withArticle(singular)}`,
		description: ({ singular }) =>
			`Create a new ${singular}, or update the current one if it already exists (upsert)`,
	},
	delete: {
		name: 'Delete',
		action: ({ singular }) => `Delete ${withArticle(singular)}`,
		description: ({ singular }) => `Delete ${withArticle(singular)} permanently`,
	},
	get: {
		name: 'Get',
		action: ({ singular }) => `Get ${withArticle(singular)}`,
		description: ({ singular }) => `Retrieve ${withArticle(singular)}`,
	},
	getAll: {
		name: 'Get Many',
		action: ({ plural }) => `Get many ${plural}`,
		description: ({ plural }) => `Retrieve a list of ${plural}`,
	},
	update: {
		name: 'Update',
		action: ({ singular }) => `Update ${withArticle(singular)}`,
		description: ({ singular }) => `Update ${withArticle(singular)}`,
	},
	updateStatus: {
		name: 'Update Status',
		action: ({ singular }) => `Update the status of ${withArticle(singular)}`,
		description: ({ singular }) => `Change the status of ${withArticle(singular)}`,
	},
};

const isOperation = (name: string): name is OperationName => name in TEXTS;

/** Names of the operations an entity offers, in order of presentation. */
export const operationsOf = (entity: Entity): OperationName[] =>
	Object.keys(TEXTS)
		.filter(isOperation)
		.filter((name) => entity.operations[name] !== undefined);

/** The operations that the published contract lacks, so that support depends on the connected system. */
export const unpublishedOperations = (entity: Entity): OperationName[] =>
	operationsOf(entity).filter((name) => entity.operations[name]?.published === false);

/** The choices of an entity's Operation parameter. */
export const operationOptions = (entity: Entity): INodePropertyOptions[] =>
	operationsOf(entity).map((value) => {
		const { name, action, description } = TEXTS[value];
		return { name, value, action: action(entity), description: description(entity) };
	});
