import { omit, upperFirst } from 'lodash';
import type { INodeProperties } from 'n8n-workflow';
import { catalogue, type Entity, type Field, type OperationName } from '../../catalogue';
import { referenceName } from './labels';
import { referenceFields } from './operations';
import { keyLocator, show } from './recordLocator';
import { withTwin } from './shapes';

/**
 * "Key of the vendor the order goes to" is about a key; what is chosen is "The vendor the order
 * goes to (vendorKey)".
 */
const describeChoice = ({ description, name }: Field): string =>
	`${upperFirst(description.replace(/^Key of /, ''))} (${name})`;

function referenceLocator(field: Field): INodeProperties[] {
	const target = catalogue[field.references ?? ''];
	if (!target) return [];
	const text = {
		displayName: referenceName(field),
		name: field.name,
		description: describeChoice(field),
	};
	const locator = omit(keyLocator(target, text), 'required');
	return [
		{
			...locator,
			modes: [
				...(locator.modes ?? []),
				{
					displayName: 'By Code or Name',
					name: 'name',
					type: 'string',
					placeholder: 'e.g. V-1042',
					hint: 'Its code, or its exact name, in the connection that is written to',
				},
			],
		},
	];
}

/**
 * The records that a written record refers to, each from a list with search on the server. It stands beside the field
 * mapper, whose choices n8n loads all at once and cannot search.
 */
export function referencesCollection(
	entity: Entity,
	operations: readonly OperationName[],
	fields: readonly Field[],
): INodeProperties[] {
	const locators = referenceFields(fields).flatMap(referenceLocator);
	if (locators.length === 0) return [];
	return withTwin({
		displayName: 'References',
		name: 'chosenReferences',
		type: 'collection',
		placeholder: 'Add Reference',
		displayOptions: show(entity, operations, { inputMode: ['fields'] }),
		default: {},
		options: locators.sort((a, b) => a.displayName.localeCompare(b.displayName)),
		description: `Records that the ${entity.singular} refers to, found by typing a part of their name. What is chosen here is not needed under Fields.`,
	});
}
