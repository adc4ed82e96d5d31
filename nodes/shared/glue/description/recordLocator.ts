import type { IDisplayOptions, INodeProperties, INodePropertyMode } from 'n8n-workflow';
import type { Entity, OperationName } from '../../catalogue';
import { searchMethod, titleCase, withArticle } from './labels';

/** Shows a parameter for some operations of one entity. */
export const show = (
	entity: Entity,
	operations: readonly OperationName[],
	more: IDisplayOptions['show'] = {},
): IDisplayOptions => ({
	show: { resource: [entity.resource], operation: [...operations], ...more },
});

type Text = Pick<INodeProperties, 'displayName' | 'name' | 'description'>;

/**
 * Chooses one of a list, or takes its identification.
 * @param search name of the method that searches the list.
 */
export const locator = (
	text: Text,
	search: string,
	{
		displayName,
		...identification
	}: Pick<INodePropertyMode, 'displayName' | 'placeholder' | 'hint'>,
	placeholder = 'Select one...',
): INodeProperties => ({
	...text,
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder,
			typeOptions: { searchListMethod: search, searchable: true },
		},
		{ displayName, name: 'id', type: 'string', ...identification },
	],
});

/** Chooses one record: from a list with search on the server, or by its key. */
export const recordLocator = (
	entity: Entity,
	text: Text = {
		displayName: titleCase(entity.singular),
		name: 'recordKey',
		description: `The ${entity.singular} to work on`,
	},
): INodeProperties =>
	locator(
		text,
		searchMethod(entity),
		{
			displayName: 'By Key',
			placeholder: 'e.g. 06000398918336',
			hint: "Makini's key of the record; an address that ends in the key works too",
		},
		`Select ${withArticle(entity.singular)}...`,
	);
