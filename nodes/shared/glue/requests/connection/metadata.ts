import { inputError } from '../../../client/errors/errors';
import { pairList } from '../../description/collections';
import type { RequestOperation } from '../../description/resources';
import { pairsOf } from '../../parameters/pairs';
import { oneRecord } from '../answers';
import { connectionLocator, connectionPath, NO_CONNECTION } from './connectionKey';

export const getMetadata: RequestOperation = {
	name: 'Get Metadata',
	action: 'Get metadata of a connection',
	description: 'Retrieve the metadata of a connection',
	properties: [connectionLocator],
	callFor: (item) => ({
		request: { method: 'GET', path: connectionPath(item, '/metadata') },
		words: { doing: 'reading metadata of the connection', missing: NO_CONNECTION },
		plural: 'metadata entries',
		keyed: false,
		limit: Infinity,
	}),
};

export const setMetadata: RequestOperation = {
	name: 'Set Metadata',
	action: 'Set metadata of a connection',
	description: 'Set values of your own on a connection',
	properties: [
		connectionLocator,
		...pairList(
			{ displayName: 'Metadata', name: 'metadata' },
			{
				placeholder: 'Add Entry',
				description: 'Values of your own, such as the number of the customer in another system',
			},
			{ label: 'Key', example: 'customer_no' },
		),
	],
	callFor: (item) => {
		const path = connectionPath(item, '/metadata');
		const body = pairsOf(item, 'metadata', 'Metadata').map(([key, value]) => ({ key, value }));
		if (body.length === 0) {
			throw inputError('There is no metadata to set', 'Add at least one entry.', 'metadata');
		}
		return {
			request: { method: 'POST', path, body },
			words: { doing: 'setting metadata of the connection', missing: NO_CONNECTION },
			readAnswer: oneRecord,
		};
	},
};
