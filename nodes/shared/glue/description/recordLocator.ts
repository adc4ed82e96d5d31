import type { IDisplayOptions, INodeProperties, INodePropertyMode } from 'n8n-workflow';
import type { Entity, OperationName } from '../../catalogue';
import { numberLabel, numberWords } from '../../catalogue/numberFields';
import { withArticle } from '../../client/errors/readableText';
import { searchMethod, titleCase } from './labels';

/** Shows a parameter for some operations of one entity. */
export const show = (
	entity: Entity,
	operations: readonly OperationName[],
	more: IDisplayOptions['show'] = {},
): IDisplayOptions => ({
	show: { resource: [entity.resource], operation: [...operations], ...more },
});

/** Value of a resource locator's mode in which a record is given by the number that people know it by. */
export const NUMBER_MODE = 'number';

type Text = Pick<INodeProperties, 'displayName' | 'name' | 'description'>;

/** What a number of that name looks like, for instance. */
const EXAMPLES: Readonly<Record<string, string>> = {
	Code: 'V-1001',
	'Code or Name': 'Open',
	'Invoice Number': 'INV-1042',
	Name: 'Pump 3',
	'Order Number': 'PO-1042',
	'Shipment Number': 'SH-1042',
	Title: 'Replace the filter',
};

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
export const keyLocator = (entity: Entity, text: Text): INodeProperties =>
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

/** Chooses one record: from a list with search on the server, by the number that people know it by, or by its key. */
export function recordLocator(
	entity: Entity,
	text: Text = {
		displayName: titleCase(entity.singular),
		name: 'recordKey',
		description: `The ${entity.singular} to work on`,
	},
): INodeProperties {
	const { modes = [], ...byKey } = keyLocator(entity, text);
	const label = numberLabel(entity);
	if (label === '') return { ...byKey, modes };
	return {
		...byKey,
		modes: [
			...modes.slice(0, 1),
			{
				displayName: `By ${label}`,
				name: NUMBER_MODE,
				type: 'string',
				placeholder: `e.g. ${EXAMPLES[label] ?? '1042'}`,
				hint: `The ${numberWords(entity)}, letter by letter. If more than one ${entity.singular} has it, nothing is done.`,
			},
			...modes.slice(1),
		],
	};
}
