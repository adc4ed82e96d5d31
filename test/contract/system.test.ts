import type { INodeParameters } from 'n8n-workflow';
import { runNode, type CredentialValues } from '../support/engine';
import { BASE_URL, capture, type Captured } from './capture';
import { hasDocuments, published, type PublishedOperation, type Schema } from './documents';
import { tally } from './tally';

const CREDENTIALS: Record<string, CredentialValues> = {
	connection: {
		makiniApi: {
			apiToken: 'contract-token',
			baseUrl: BASE_URL,
			systemType: 'erp',
			apiStyle: 'module',
			webhookSecret: '',
		},
	},
	application: {
		makiniClientCredentialsApi: {
			accessToken: 'contract-token',
			clientId: 'contract-client',
			clientSecret: 'contract-secret',
			baseUrl: BASE_URL,
			tokenUrl: `${BASE_URL}/link/token`,
		},
	},
};

const key: INodeParameters = { __rl: true, mode: 'id', value: 'RECORD-KEY' };

const inRequest = (resource: string, operation: string, more: INodeParameters = {}) => ({
	node: 'MakiniApiRequest',
	credentials: CREDENTIALS.connection,
	parameters: { resource, operation, ...more },
});

const inConnection = (resource: string, operation: string, more: INodeParameters = {}) => ({
	node: 'MakiniConnection',
	credentials: CREDENTIALS[resource === 'current' ? 'connection' : 'application'],
	parameters: { resource, operation, ...more },
});

/** Every operation of the two nodes that the contract knows, with all there is to fill in. */
const CALLS = [
	inRequest('rawTable', 'getAll', { returnAll: true }),
	inRequest('rawRow', 'getAll', {
		table: key,
		returnAll: true,
		filters: { conditions: [{ field: 'NAME', operator: 'eq', value: 'x' }] },
		sort: { by: [{ field: 'NAME', direction: 'desc' }] },
	}),
	inRequest('passthrough', 'send', {
		method: 'post',
		path: 'dataservice',
		query: '{"a": 1}',
		headers: '{"X-A": "b"}',
		bodyFormat: 'text',
		bodyText: 'PGE+',
		base64encoded: true,
	}),
	inRequest('passthrough', 'send', {
		kind: 'sql',
		method: 'post',
		sql: 'SELECT 1',
		sqlParameters: '[1]',
	}),
	inConnection('current', 'get'),
	inConnection('current', 'disconnect', { confirmation: 'DISCONNECT' }),
	inConnection('platform', 'getAll', { returnAll: true }),
	inConnection('client', 'get'),
	inConnection('connection', 'getAll', { returnAll: true }),
	inConnection('connection', 'create', {
		name: 'Plant 7',
		email: 'it@plant7.example',
		provider: { ...key, value: 'sap' },
		systemLogin: '{"login": "me"}',
	}),
	inConnection('connection', 'delete', { connectionKey: key }),
	inConnection('connection', 'getMetadata', { connectionKey: key }),
	inConnection('connection', 'setMetadata', {
		connectionKey: key,
		metadata: { entries: [{ name: 'customer_no', value: '42' }] },
	}),
	inConnection('connection', 'createToken', { connectionKey: key }),
];

type Operation = PublishedOperation<'system'>;

const idOf = ({ method, path }: Captured): string =>
	`${method} ${path.replace(/\/RECORD-KEY(?=\/|$)/, '/{}')}`;

/** The document writes types as its server's rules; what is no type of JSON allows what it says. */
function fits(value: unknown, { type = '' }: Schema = {}): boolean {
	if (type === 'boolean') return typeof value === 'boolean';
	// Its example is an object: an array with names, as the server's language has it.
	if (type === 'array') return typeof value === 'object' && value !== null;
	return type === 'nullable' ? value !== null : typeof value === 'string';
}

const describeIf = hasDocuments ? describe : describe.skip;

describeIf('the published operations of the system', () => {
	const requests: Captured[] = [];
	let operations: Operation[] = [];

	const sentTo = ({ id }: Operation): Captured[] =>
		requests.filter((request) => idOf(request) === id);

	/** The objects that the bodies of an operation consist of. */
	const entriesOf = (operation: Operation): Array<Record<string, unknown>> =>
		sentTo(operation)
			.flatMap(({ body }) => body)
			.filter((entry): entry is Record<string, unknown> => typeof entry === 'object');

	beforeAll(async () => {
		operations = published('system').operations;
		for (const { node, credentials, parameters } of CALLS) {
			const { requests: caught, stop } = capture();
			await runNode({ node, credentials, parameters });
			stop();
			requests.push(...caught.slice(0, 1));
		}
	});

	test('every one is reached by a node, and nothing else is', () => {
		const missing = operations.filter((operation) => sentTo(operation).length === 0);
		const known = operations.map(({ id }) => id);
		const total = operations.length;
		tally('system', { subject: 'operations', reached: total - missing.length, total });
		expect(missing).toEqual([]);
		expect(operations).toHaveLength(13);
		expect(requests.map(idOf).filter((id) => !known.includes(id))).toEqual([]);
		expect(requests).toHaveLength(CALLS.length);
	});

	test('queries have the documented names', () => {
		const undocumented = operations.flatMap((operation) =>
			sentTo(operation)
				.flatMap(({ queryNames }) => queryNames.map((name) => name.replace(/\[.*$/, '')))
				.filter((name) => !operation.queryNames.includes(name))
				.map((name) => `${operation.id}: ${name}`),
		);
		expect(undocumented).toEqual([]);
	});

	test('bodies have the documented form, properties and types', () => {
		const differences = operations.flatMap((operation) => {
			const { id, body } = operation;
			const sent = sentTo(operation);
			if (!body) return sent.filter((request) => request.body).map(() => `${id}: has a body`);
			// One body is documented by an example alone; n8n sends an empty one as none.
			const isBare = Object.keys(body.properties).length === 0;
			const wrong = sent.filter(
				(request) =>
					!isBare &&
					(Array.isArray(request.body) !== body.isList ||
						!String(request.contentType).startsWith(body.contentType)),
			);
			const entries = entriesOf(operation);
			const names = entries.flatMap((entry) => Object.keys(entry));
			return [
				...wrong.map(() => `${id}: is of another form`),
				...Object.keys(body.properties)
					.filter((name) => !names.includes(name))
					.map((name) => `${id}: ${name} is not sent`),
				...names
					.filter((name) => !body.properties[name])
					.map((name) => `${id}: ${name} is not documented`),
				...entries
					.flatMap((entry) => Object.entries(entry))
					.filter(([name, value]) => !fits(value, body.properties[name]))
					.map(([name]) => `${id}: ${name} is of another type`),
			];
		});
		expect(differences).toEqual([]);
	});
});
