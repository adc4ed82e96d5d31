import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folder with Makini's OpenAPI documents, which are not part of this project. */
const documentsFolder = process.env.MAKINI_OPENAPI_DIR;

export const hasDocuments =
	documentsFolder !== undefined && existsSync(path.join(documentsFolder, 'oas3_erp.json'));

export const MODULES = ['erp', 'eam', 'wms'] as const;

export type Module = (typeof MODULES)[number];

export interface Schema {
	$ref?: string;
	type?: string;
	items?: Schema;
	properties?: Record<string, Schema>;
}

interface OperationDocument {
	parameters?: Array<{ in: string; name: string }>;
	requestBody?: { content: Record<string, { schema?: Schema }> };
	responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

interface Document {
	paths: Record<string, Record<string, OperationDocument>>;
	components: { schemas: Record<string, Schema> };
}

/** One published operation. */
export interface PublishedOperation<Name extends string = Module> {
	module: Name;
	/** As in "GET /api/erp/vendors/{}": names of path parameters do not matter. */
	id: string;
	queryNames: string[];
	/** Media type and properties of the request body, or of each of its entries, where there is one. */
	body?: { contentType: string; properties: Record<string, Schema>; isList: boolean };
	/** The record of the response, references resolved as one goes. */
	record?: Schema;
}

function read(name: string): Document {
	const file = path.join(documentsFolder ?? '', `oas3_${name}.json`);
	return JSON.parse(readFileSync(file, 'utf8')) as Document;
}

/** Resolves references within the document that a schema comes from. */
export type Resolve = (schema: Schema | undefined) => Schema | undefined;

const resolver =
	({ components }: Document): Resolve =>
	(schema) =>
		schema?.$ref ? components.schemas[schema.$ref.split('/').pop() ?? ''] : schema;

export const templateOf = (route: string): string => route.replace(/\{[^}]*\}/g, '{}');

function operationOf<Name extends string>(
	module: Name,
	[route, method, operation]: [string, string, OperationDocument],
	resolve: Resolve,
): PublishedOperation<Name> {
	const [contentType, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
	const schema = resolve(content?.schema);
	const response = operation.responses?.['200']?.content?.['application/json']?.schema;
	const data = resolve(response)?.properties?.data;
	return {
		module,
		id: `${method.toUpperCase()} ${templateOf(route)}`,
		queryNames: (operation.parameters ?? [])
			.filter((parameter) => parameter.in === 'query')
			.map(({ name }) => name),
		body: contentType
			? {
					contentType,
					properties: schema?.properties ?? resolve(schema?.items)?.properties ?? {},
					isList: schema?.type === 'array',
				}
			: undefined,
		record: resolve(data?.type === 'array' ? data.items : data),
	};
}

/** The published operations of one document, and what resolves the references in them. */
export function published<Name extends string>(
	module: Name,
): { operations: Array<PublishedOperation<Name>>; resolve: Resolve } {
	const document = read(module);
	const resolve = resolver(document);
	const operations = Object.entries(document.paths).flatMap(([route, methods]) =>
		Object.entries(methods).map(([method, operation]) =>
			operationOf(module, [route, method, operation], resolve),
		),
	);
	return { operations, resolve };
}
