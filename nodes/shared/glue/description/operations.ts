import type { INodePropertyOptions } from 'n8n-workflow';
import {
	catalogue,
	type ChoiceAction,
	type Entity,
	type Field,
	type FieldsAction,
	type OperationName,
} from '../../catalogue';
import { withArticle } from './labels';

interface OperationText {
	name: string;
	/** In sentence case, naming the resource. */
	action: (entity: Entity) => string;
	description: (entity: Entity) => string;
}

/** How operations are presented, in the alphabetical order that n8n asks for. */
const TEXTS: Record<OperationName, OperationText> = {
	add: {
		name: 'Add',
		action: ({ singular }) => `Add ${withArticle(singular)}`,
		description: ({ singular }) => `Add ${withArticle(singular)} to the record it is part of`,
	},
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
		// Also what an AI agent is told about a tool, which has to know that there is no way back.
		action: ({ singular }) => `Delete ${withArticle(singular)} permanently`,
		description: ({ singular }) => `Delete ${withArticle(singular)} permanently`,
	},
	get: {
		name: 'Get',
		action: ({ singular }) => `Get ${withArticle(singular)}`,
		description: ({ singular }) => `Retrieve ${withArticle(singular)}`,
	},
	getChildren: {
		name: 'Get Children',
		action: ({ singular }) => `Get the children of ${withArticle(singular)}`,
		description: ({ plural, singular }) =>
			`Retrieve the ${plural} that ${withArticle(singular)} is made of`,
	},
	getAll: {
		name: 'Get Many',
		action: ({ plural }) => `Get many ${plural}`,
		description: ({ plural }) => `Retrieve a list of ${plural}`,
	},
	getMaterials: {
		name: 'Get Materials',
		action: ({ singular }) => `Get the materials of ${withArticle(singular)}`,
		description: ({ singular }) => `Retrieve the materials that belong to ${withArticle(singular)}`,
	},
	markDelivered: {
		name: 'Mark as Delivered',
		action: ({ singular }) => `Mark ${withArticle(singular)} as delivered`,
		description: ({ singular }) => `Report that ${withArticle(singular)} was delivered`,
	},
	update: {
		name: 'Update',
		action: ({ singular }) => `Update ${withArticle(singular)}`,
		description: ({ singular }) => `Update ${withArticle(singular)}`,
	},
	updateInventory: {
		name: 'Update Inventory',
		action: ({ singular }) => `Update the inventory of ${withArticle(singular)}`,
		description: ({ singular }) => `Change quantity, cost or place of ${withArticle(singular)}`,
	},
	updateStatus: {
		name: 'Update Status',
		action: ({ singular }) => `Update the status of ${withArticle(singular)}`,
		description: ({ singular }) => `Change the status of ${withArticle(singular)}`,
	},
	upload: {
		name: 'Upload',
		action: ({ singular }) => `Upload ${withArticle(singular)}`,
		description: ({ singular }) => `Upload a file as ${withArticle(singular)}`,
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

const FROM_FILES: ReadonlySet<OperationName> = new Set(['create', 'update', 'upsert']);

/** Whether an operation can take its records from a file: writes of whole records that stand for themselves. */
export const canReadFile = (entity: Entity, operation: OperationName): boolean =>
	FROM_FILES.has(operation) &&
	entity.operations[operation] !== undefined &&
	entity.parent === undefined;

/** What an entity's lists give: its own records, or those of another entity that belong to one record. */
export interface Listing {
	listed: Entity;
	operations: OperationName[];
}

/** The entity whose records an operation lists; `undefined` for an operation that lists nothing. */
export function listedBy(entity: Entity, operation: OperationName): Entity | undefined {
	if (operation === 'getAll') return entity;
	const action = entity.operations[operation]?.action;
	return action?.kind === 'list' ? catalogue[action.of] : undefined;
}

/** The lists that an entity offers, by what they give. */
export function listingsOf(entity: Entity): Listing[] {
	const listings = new Map<Entity, OperationName[]>();
	for (const operation of operationsOf(entity)) {
		const listed = listedBy(entity, operation);
		if (listed) listings.set(listed, [...(listings.get(listed) ?? []), operation]);
	}
	return [...listings].map(([listed, operations]) => ({ listed, operations }));
}

/** The operations of an entity that choose a value from the records of another one, each with those. */
export const choicesOf = (
	entity: Entity,
): Array<{ operation: OperationName; action: ChoiceAction; choices: Entity }> =>
	operationsOf(entity).flatMap((operation) => {
		const action = entity.operations[operation]?.action;
		const choices = action?.kind === 'choice' ? catalogue[action.choices] : undefined;
		return action?.kind === 'choice' && choices ? [{ operation, action, choices }] : [];
	});

/** The operations of an entity that send fields of their own. */
export const fieldActionsOf = (
	entity: Entity,
): Array<{ operation: OperationName; action: FieldsAction }> =>
	operationsOf(entity).flatMap((operation) => {
		const action = entity.operations[operation]?.action;
		return action?.kind === 'fields' ? [{ operation, action }] : [];
	});

/** The fields that one of the two writes sends, as far as people may set them. */
export const writtenFields = (entity: Entity, write: 'create' | 'update'): Field[] =>
	entity.fields.filter(
		({ writable, writeOn }) => writable !== 'none' && (writeOn === undefined || writeOn === write),
	);

/** Those of the fields that hold the key of a record to choose. */
export const referenceFields = (fields: readonly Field[]): Field[] =>
	fields.filter(
		({ references, writable }) =>
			writable !== 'none' && catalogue[references ?? '']?.operations.getAll !== undefined,
	);

/** The fields of an entity's records, and those that its actions send. */
export const everyField = (entity: Entity): Field[] => [
	...entity.fields,
	...fieldActionsOf(entity).flatMap(({ action }) => action.fields),
];

/** The entities whose records can be chosen for the fields that an entity's operations send. */
export const referencedBy = (entity: Entity): Entity[] =>
	referenceFields(everyField(entity)).flatMap(
		({ references }) => catalogue[references ?? ''] ?? [],
	);
