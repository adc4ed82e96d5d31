import path from 'node:path';
import type { INodeType } from 'n8n-workflow';
import { operationsOf } from '../../nodes/shared/glue/description/operations';
import { entitiesOfNode } from '../docs/entitiesOfNode';
import { loadNode } from '../docs/entityNodes';
import { CONNECTION_SCHEMAS } from './connectionSchemas';
import { outputSchema, type Schema } from './outputSchema';

interface OperationSchema {
	resource: string;
	operation: string;
	schema: Schema;
}

/** What the operations of a node give out; none of a node whose answers are whatever the API gives. */
export function schemasOfNode(node: INodeType): OperationSchema[] {
	if (node.description.name === 'makiniConnection') {
		return Object.entries(CONNECTION_SCHEMAS).flatMap(([resource, operations]) =>
			Object.entries(operations).map(([operation, schema]) => ({ resource, operation, schema })),
		);
	}
	return entitiesOfNode(node).flatMap((entity) =>
		operationsOf(entity).map((operation) => ({
			resource: entity.resource,
			operation,
			schema: outputSchema(entity, operation),
		})),
	);
}

/**
 * The same of all nodes, each with the folder of its compiled file.
 * @param files of the compiled nodes, as the package names them.
 */
export async function schemasOfPackage(
	files: readonly string[],
): Promise<Array<OperationSchema & { folder: string }>> {
	const all = files.map(async (file) => {
		const node = await loadNode(file);
		return schemasOfNode(node).map((schema) => ({ folder: path.dirname(file), ...schema }));
	});
	return (await Promise.all(all)).flat();
}
