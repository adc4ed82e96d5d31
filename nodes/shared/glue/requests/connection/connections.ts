import type { Listing } from '../../../client/requests/requests';
import type { MakiniRecord } from '../../../client/wire/envelopes';
import { limitProperties } from '../../description/listProperties';
import type { RequestOperation, RequestResource } from '../../description/resources';
import { confirms, oneRecord } from '../answers';
import {
	connectionLocator,
	connectionPath,
	CONNECTIONS_PATH,
	NO_CONNECTION,
} from './connectionKey';
import { create } from './create';
import { createToken } from './createToken';
import { getMetadata, setMetadata } from './metadata';

const CREDENTIAL = 'makiniClientCredentialsApi';

const CONNECTIONS: Listing = {
	request: { method: 'GET', path: CONNECTIONS_PATH },
	words: { doing: 'listing connections' },
	plural: 'connections',
};

const PLATFORMS: Listing = {
	request: { method: 'GET', path: '/api/system/platforms' },
	words: { doing: 'listing platforms' },
	plural: 'platforms',
};

const getAll = (listing: Listing): RequestOperation => ({
	name: 'Get Many',
	action: `Get many ${listing.plural}`,
	description: `Retrieve a list of ${listing.plural}`,
	properties: limitProperties(),
	callFor: () => listing,
});

const firstText = (record: MakiniRecord, names: readonly string[]): string => {
	const found = names
		.map((name) => record[name])
		.find((value) => value !== undefined && value !== '');
	return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
};

/** Source: /api/system/connections. */
export const connection: RequestResource = {
	resource: 'connection',
	singular: 'connection',
	description: 'All connections of your application',
	credential: CREDENTIAL,
	defaultOperation: 'getAll',
	operations: {
		create,
		createToken,
		delete: {
			name: 'Delete',
			action: 'Delete a connection permanently',
			description: 'Delete a connection. Its tokens end with it.',
			properties: [connectionLocator],
			callFor: (item) => ({
				request: { method: 'DELETE', path: connectionPath(item) },
				words: {
					doing: 'deleting the connection',
					missing: NO_CONNECTION,
					doneWhenRepeated: [404],
				},
				readAnswer: confirms({ deleted: true }),
			}),
		},
		getAll: getAll(CONNECTIONS),
		getMetadata,
		setMetadata,
	},
	search: {
		listing: CONNECTIONS,
		entryOf: (record) => {
			const value = firstText(record, ['key', 'id']);
			const parts = [record.name, record.integration_name, record.email].filter(Boolean);
			return { name: parts.join(' - ') || value, value };
		},
	},
};

/** Source: GET /api/system/platforms. */
export const platform: RequestResource = {
	resource: 'platform',
	singular: 'platform',
	description: 'The kinds of systems that can be connected',
	credential: CREDENTIAL,
	defaultOperation: 'getAll',
	operations: { getAll: getAll(PLATFORMS) },
	search: {
		listing: PLATFORMS,
		// What a platform's record holds is not published.
		entryOf: (record) => {
			const value = firstText(record, ['key', 'provider', 'slug', 'code', 'id', 'name']);
			return { name: firstText(record, ['name', 'title']) || value, value };
		},
	},
};

/** Source: GET /api/system/client. */
export const client: RequestResource = {
	resource: 'client',
	singular: 'client',
	description: 'Your application as Makini knows it',
	credential: CREDENTIAL,
	defaultOperation: 'get',
	operations: {
		get: {
			name: 'Get',
			action: 'Get the client',
			description: 'Retrieve your application',
			callFor: () => ({
				request: { method: 'GET', path: '/api/system/client' },
				words: { doing: 'reading the client' },
				readAnswer: oneRecord,
			}),
		},
	},
};
