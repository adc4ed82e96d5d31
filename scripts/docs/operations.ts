import type { INodeType } from 'n8n-workflow';
import { SYSTEM_TYPES, type Entity, type OperationName } from '../../nodes/shared/catalogue';
import { systemTypeLabel } from '../../nodes/shared/client/refusals/explain';
import { titleCase } from '../../nodes/shared/glue/description/labels';
import { operationOptions, operationsOf } from '../../nodes/shared/glue/description/operations';
import { entitiesOfNode } from './entitiesOfNode';

const METHODS: Partial<Record<OperationName, string>> = {
	add: 'POST',
	create: 'POST',
	delete: 'DELETE',
	update: 'PUT',
	upload: 'POST',
	upsert: 'GET, then POST or PUT',
};

/** Where an operation goes, below `/api/{systemType}`. */
function pathOf(entity: Entity, operation: OperationName): string {
	const own = entity.parent
		? `${entity.path.split('/')[0]}/{key}/${entity.parent.segment}`
		: entity.path;
	const action = entity.operations[operation]?.action;
	if (action) return `${entity.path}/{key}/${action.segment}`;
	if (operation === 'getAll') return entity.path;
	if (operation === 'update' && entity.parent) return `${own}/{key}`;
	return ['get', 'delete', 'update'].includes(operation) ? `${entity.path}/{key}` : own;
}

function row(entity: Entity, operation: OperationName, name: string): string {
	const {
		action,
		published,
		systemTypes = entity.systemTypes,
	} = entity.operations[operation] ?? {};
	const method = action?.method ?? METHODS[operation] ?? 'GET';
	const types = SYSTEM_TYPES.filter((type) => systemTypes.includes(type)).map(systemTypeLabel);
	const cells = [
		titleCase(entity.singular),
		name,
		types.join(', '),
		`\`${method} ${pathOf(entity, operation)}\``,
		published ? 'published' : 'system dependent',
	];
	return `| ${cells.join(' | ')} |`;
}

function section(node: INodeType): string {
	const rows = entitiesOfNode(node).flatMap((entity) => {
		const names = new Map(operationOptions(entity).map(({ value, name }) => [value, name]));
		return operationsOf(entity).map((operation) =>
			row(entity, operation, names.get(operation) ?? operation),
		);
	});
	return [
		`## ${node.description.displayName}`,
		'',
		'| resource | operation | system types | request | contract |',
		'| --- | --- | --- | --- | --- |',
		...rows,
	].join('\n');
}

/** The page docs/operations.md for these nodes. */
export function operationsPage(nodes: readonly INodeType[]): string {
	return [
		'# Operations',
		'',
		'Made from the catalogue by `npm run docs`; do not edit by hand. Requests go below `/api/{systemType}` (or `/api/v1`).',
		'System dependent: not in the published contract; where the connected system lacks it, the error says so.',
		'',
		nodes.map(section).join('\n\n'),
		'',
	].join('\n');
}
