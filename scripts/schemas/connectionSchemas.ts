import { textsSchema, type Schema } from './outputSchema';

const STATE: Schema = {
	type: 'object',
	properties: {
		...textsSchema(['state', 'summary']).properties,
		needsReauthorization: { type: 'boolean' },
		...textsSchema(['lastSync', 'nextSync']).properties,
		errors: { type: 'array', items: { type: 'string' } },
		...textsSchema(['connectionId', 'companyName', 'email', 'provider', 'updatedAt', 'syncStatus'])
			.properties,
	},
};

const CONNECTION_TEXTS = [
	...['key', 'name', 'email', 'status', 'integration_name', 'redirect', 'scopes'],
	...['user_metadata', 'client_id', 'updated_at', 'created_at', 'connected_at'],
];

const CLIENT: Schema = {
	type: 'object',
	properties: {
		...textsSchema(['id', 'name', 'logo_url', 'email', 'default_redirect']).properties,
		redirects: { type: 'array', items: { type: 'string' } },
	},
};

const said = (name: string): Schema => ({
	type: 'object',
	properties: { [name]: { type: 'boolean' } },
});

/**
 * What the operations of the node Makini Connection give out, by resource. Makini does not publish what a platform's
 * record and a new token hold, so these are left out.
 * Source: /api/integrations/current and /api/system of the published contract, and `readSyncState`.
 */
export const CONNECTION_SCHEMAS: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
	change: {
		markDone: {
			type: 'object',
			properties: {
				marked: { type: 'boolean' },
				records: { type: 'number' },
				nodes: { type: 'array', items: { type: 'object' } },
			},
		},
	},
	client: { get: CLIENT },
	connection: {
		create: textsSchema(['access_token', 'refresh_token', 'expires_in']),
		delete: said('deleted'),
		getAll: {
			type: 'object',
			properties: {
				...textsSchema(CONNECTION_TEXTS).properties,
				tags: { type: 'array', items: { type: 'string' } },
			},
		},
		getMetadata: textsSchema(CONNECTION_TEXTS),
		setMetadata: textsSchema(CONNECTION_TEXTS),
	},
	current: { disconnect: said('disconnected'), get: STATE },
	sync: {
		getStatus: STATE,
		start: {
			type: 'object',
			properties: { started: { type: 'boolean' }, entity: { type: 'string' } },
		},
	},
};
