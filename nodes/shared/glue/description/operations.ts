import type { INodePropertyOptions } from 'n8n-workflow';
import {
	catalogue,
	type ChoiceAction,
	type Entity,
	type Field,
	type FieldsAction,
	type OperationName,
	type OperationWords,
} from '../../catalogue';
import { wordsOf } from '../../catalogue/offered';
import { withArticle } from '../../client/errors/readableText';

/** The operations of an entity with their words, in the alphabetical order that n8n asks for. */
const offeredBy = (entity: Entity): Array<OperationWords & { value: OperationName }> =>
	Object.keys(entity.operations)
		.flatMap((value) => {
			const words = wordsOf(entity, value);
			return words ? [{ value, ...words }] : [];
		})
		.sort((one, other) => (one.name < other.name ? -1 : 1));

/** Names of the operations an entity offers, in order of presentation. */
export const operationsOf = (entity: Entity): OperationName[] =>
	offeredBy(entity).map(({ value }) => value);

/** The words for an entity: "Create {one}" becomes "Create a purchase order". */
const spell = (text: string, { singular, plural }: Entity): string =>
	text
		.replace('{one}', withArticle(singular))
		.replace('{singular}', singular)
		.replace('{plural}', plural);

/** Whether an operation writes. */
export const isWriting = (entity: Entity, operation: OperationName): boolean =>
	operation !== 'get' && listedBy(entity, operation) === undefined;

/** The choices of an entity's Operation parameter. */
export const operationOptions = (entity: Entity): INodePropertyOptions[] =>
	offeredBy(entity).map(({ name, value, action, description }) => ({
		name,
		value,
		action: spell(action, entity),
		description: spell(description, entity),
	}));

/** The operations that the published contract lacks, so that support depends on the connected system. */
export const unpublishedOperations = (entity: Entity): OperationName[] =>
	operationsOf(entity).filter((name) => entity.operations[name]?.published === false);

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
