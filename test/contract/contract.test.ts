import type { INodeType } from 'n8n-workflow';
import { catalogue, type Field } from '../../nodes/shared/catalogue';
import { builtNode, runNode } from '../support/engine';
import { callsOf, KEYS, type Call } from '../support/calls';
import { BASE_URL, capture, type Captured } from './capture';
import {
	hasDocuments,
	MODULES,
	published,
	type Module,
	type PublishedOperation,
	type Resolve,
	type Schema,
} from './documents';
import { ENTITY_NODES } from '../support/entityNodes';
import { tally } from './tally';

/** What differs from the documents on purpose, and why. */
const EXCEPTIONS = {
	/**
	 * `per_page`: some lists document no page size; without one they give 15 records a page, and a server that does not
	 * know it ignores it. `filterMatch`: described in the text of the lists, but not among their parameters.
	 */
	queries: ['per_page', 'filterMatch'],
	/** The documents publish the materials of work orders with the record of the work order itself. */
	records: /work-orders(\/\{\})?\/materials/,
};

/** A body that is documented without any property says nothing about what may be sent. */
const isSilent = (properties: Record<string, Schema>): boolean =>
	Object.keys(properties).length === 0;

interface Reached extends Call {
	module: Module;
	request: Captured;
}

const templateOf = ({ method, path }: Captured): string =>
	`${method} ${path.replace(/\/(RECORD|PARENT)-KEY(?=\/|$)/g, '/{}')}`;

async function reach(call: Call, module: Module): Promise<Reached[]> {
	const { requests, stop } = capture();
	const result = await runNode({
		node: call.node,
		parameters: call.parameters,
		input: [
			{
				json: {},
				binary: { data: { data: Buffer.from('x').toString('base64'), mimeType: 'text/plain' } },
			},
		],
		credentials: {
			makiniApi: {
				apiToken: 'contract-token',
				baseUrl: BASE_URL,
				systemType: module,
				apiStyle: 'module',
				webhookSecret: '',
			},
		},
	});
	stop();
	if (result.error && requests.length === 0) return [];
	// An update that gives lines reads the record first.
	const own = requests.filter(({ method }) => call.operation !== 'update' || method !== 'GET');
	return own.slice(0, 1).map((request) => ({ ...call, module, request }));
}

const isMissingIn = (schema: Schema | undefined, field: string): boolean =>
	schema?.properties?.[field] === undefined;

/** JSON types that a document's type stands for; its wilder spellings allow what they say. */
function fits(value: unknown, type = ''): boolean {
	const names = type.split('|');
	const is = (name: string): boolean => names.includes(name);
	if (Array.isArray(value)) return is('array') || is('nullable') || is('object');
	if (typeof value === 'object') return is('object') || is('nullable') || is('array');
	if (typeof value === 'boolean') return is('boolean');
	if (typeof value === 'number') return is('integer') || is('number') || is('numeric');
	return is('string') || is('nullable') || is('date') || is('');
}

/** Fields that stand in the document but not in the catalogue, as paths. */
function unknownFields(
	schema: Schema | undefined,
	fields: readonly Field[],
	resolve: Resolve,
	place: string,
	depth = 0,
): { unknown: string[]; count: number } {
	const result = { unknown: [] as string[], count: 0 };
	for (const [name, property] of Object.entries(schema?.properties ?? {})) {
		result.count += 1;
		const field = fields.find((candidate) => candidate.name === name);
		if (!field) {
			result.unknown.push(`${place}.${name}`);
			continue;
		}
		const inner = resolve(property.type === 'array' ? property.items : property);
		if (!inner?.properties || !field.fields || depth > 3) {
			if (inner?.properties && !field.fields) result.unknown.push(`${place}.${name}.*`);
			continue;
		}
		const below = unknownFields(inner, field.fields, resolve, `${place}.${name}`, depth + 1);
		result.unknown.push(...below.unknown);
		result.count += below.count;
	}
	return result;
}

const describeIf = hasDocuments ? describe : describe.skip;

describeIf('the published contract', () => {
	const reached: Reached[] = [];
	const documents = new Map<Module, { operations: PublishedOperation[]; resolve: Resolve }>();

	const reachedBy = (operation: PublishedOperation): Reached | undefined =>
		reached.find(
			({ module, request }) => module === operation.module && templateOf(request) === operation.id,
		);

	const allPublished = (): PublishedOperation[] =>
		[...documents.values()].flatMap(({ operations }) => operations);

	beforeAll(async () => {
		for (const module of MODULES) documents.set(module, published(module));
		const nodes = await Promise.all(
			ENTITY_NODES.map(async (name): Promise<[string, INodeType]> => [name, await builtNode(name)]),
		);
		const calls = nodes
			.flatMap(([name, node]) => callsOf(name, node))
			.filter(({ operation }) => operation !== 'upsert');
		for (const module of MODULES) {
			for (const call of calls) reached.push(...(await reach(call, module)));
		}
	});

	test('every operation is reached by a node', () => {
		const missing = allPublished()
			.filter((operation) => !reachedBy(operation))
			.map(({ id }) => id);
		const total = allPublished().length;
		tally('entities', { subject: 'operations', reached: total - missing.length, total });
		expect(missing).toEqual([]);
	});

	test('queries have the documented names', () => {
		const undocumented = allPublished().flatMap((operation) => {
			const names = reachedBy(operation)?.request.queryNames ?? [];
			return names
				.map((name) => name.replace(/\[.*$/, ''))
				.filter((name) => !operation.queryNames.includes(name))
				.filter((name) => !EXCEPTIONS.queries.includes(name))
				.map((name) => `${operation.id}: ${name}`);
		});
		expect(undocumented).toEqual([]);
	});

	test('bodies have the documented media type, properties and types', () => {
		const differences = allPublished().flatMap((operation) => {
			const call = reachedBy(operation);
			if (!call || !operation.body || isSilent(operation.body.properties)) return [];
			const { contentType, properties } = operation.body;
			const { body, contentType: sentType = '' } = call.request;
			if (!sentType.startsWith(contentType)) return [`${operation.id}: sent as ${sentType}`];
			if (contentType.startsWith('multipart/')) {
				return Object.keys(properties)
					.filter((name) => !String(body).includes(`name="${name}"`))
					.map((name) => `${operation.id}: ${name} is not sent`);
			}
			const sent = (typeof body === 'object' && body !== null ? body : {}) as Record<
				string,
				unknown
			>;
			const fieldsByName = new Map(call.entity.fields.map((field) => [field.name, field]));
			const missing = Object.keys(properties)
				.filter((name) => !(name in sent))
				.map((name) => `${operation.id}: ${name} is not sent`);
			const surplus = Object.keys(sent)
				.filter((name) => isMissingIn({ properties }, name))
				.filter((name) => fieldsByName.get(name)?.unpublishedWrite !== true)
				.map((name) => `${operation.id}: ${name} is not documented`);
			const mistyped = Object.entries(sent)
				.filter(([name, value]) => properties[name] && !fits(value, properties[name].type))
				.map(
					([name]) => `${operation.id}: ${name} is of another type than ${properties[name]?.type}`,
				);
			return [...missing, ...surplus, ...mistyped];
		});
		expect(differences).toEqual([]);
	});

	test('fields of records are known to the catalogue', () => {
		const results = allPublished().map((operation) => {
			const call = reachedBy(operation);
			const resolve = documents.get(operation.module)?.resolve;
			const action = Object.entries(call?.entity.operations ?? {}).find(
				([name]) => name === call?.operation,
			)?.[1]?.action;
			const entity = action?.kind === 'list' ? catalogue[action.of] : call?.entity;
			if (!resolve || !entity || EXCEPTIONS.records.test(operation.id)) {
				return { unknown: [], count: 0 };
			}
			return unknownFields(operation.record, entity.fields, resolve, entity.name);
		});
		const unknown = [...new Set(results.flatMap((result) => result.unknown))];
		const count = results.reduce((sum, result) => sum + result.count, 0);
		const missing = results.reduce((sum, result) => sum + result.unknown.length, 0);
		tally('entities', { subject: 'fields', reached: count - missing, total: count });
		expect(unknown).toEqual([]);
	});

	test('requests carry the token and nothing else that identifies', () => {
		expect(reached.length).toBeGreaterThan(allPublished().length - 1);
		expect(reached.every(({ request }) => !request.path.includes(KEYS.choice))).toBe(true);
	});
});
