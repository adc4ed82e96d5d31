import type { INodeProperties } from 'n8n-workflow';
import { inputError } from '../../client/errors/errors';
import { readKey } from '../parameters/parameters';
import type { RequestItem } from './types';

/** Chooses one of a list, or takes its identification. */
export function locator(
	text: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	{ method, example, byId }: { method: string; example: string; byId: string },
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
				placeholder: 'Select one...',
				typeOptions: { searchListMethod: method, searchable: true },
			},
			{ displayName: byId, name: 'id', type: 'string', placeholder: `e.g. ${example}` },
		],
	};
}

/**
 * What a locator was set to, as a segment of a path.
 * @throws MakiniError (input) where nothing was chosen, and for the two texts that lead to another path.
 */
export function readSegment(
	{ context, itemIndex }: RequestItem,
	name: string,
	label: string,
): string {
	const key = readKey(context, name, label, itemIndex);
	if (key !== '.' && key !== '..') return encodeURIComponent(key);
	throw inputError(`"${key}" is not a ${label}`, 'Choose one from the list.', name);
}
