import type { Phrase } from '../../../client/refusals/refusal';
import { searchMethod } from '../../description/labels';
import { locator } from '../../description/recordLocator';
import type { Item } from '../../description/resources';
import { readSegment } from '../../parameters/chosenKey';

/** The path of all connections. */
export const CONNECTIONS_PATH = '/api/system/connections';

/** Chooses one of them. */
export const connectionLocator = locator(
	{
		displayName: 'Connection',
		name: 'connectionKey',
		description: 'The connection to work on',
	},
	searchMethod({ name: 'connection' }),
	{ displayName: 'By Key', placeholder: 'e.g. 09000207611898' },
);

/**
 * The path of the chosen connection, or of a part of it.
 * @throws MakiniError (input) where none is chosen.
 */
export const connectionPath = (item: Item, segment = ''): string =>
	`${CONNECTIONS_PATH}/${readSegment(item, 'connectionKey', 'connection')}${segment}`;

export const NO_CONNECTION: Phrase = {
	message: 'There is no such connection',
	hint: 'Choose it from the list. It may have been disconnected.',
};
