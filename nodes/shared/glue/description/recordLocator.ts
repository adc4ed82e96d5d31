import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import type { Entity, OperationName } from '../../catalogue';
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

/** Chooses one record: from a list with search on the server, or by its key. */
export function recordLocator(
	entity: Entity,
	text: Pick<INodeProperties, 'displayName' | 'name' | 'description'> = {
		displayName: titleCase(entity.singular),
		name: 'recordKey',
		description: `The ${entity.singular} to work on`,
	},
): INodeProperties {
	return {
		...text,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select ${withArticle(entity.singular)}...`,
				typeOptions: {
					searchListMethod: searchMethod(entity),
					searchable: true,
				},
			},
			{
				displayName: 'By Key',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 06000398918336',
				hint: "Makini's key of the record; an address that ends in the key works too",
			},
		],
	};
}
