import type { INodeType, INodePropertyOptions } from 'n8n-workflow';
import { catalogue, type Entity } from '../../nodes/shared/catalogue';
import { searchMethod } from '../../nodes/shared/glue/description/labels';

/**
 * The entities that a node offers, in the order of its Resource parameter. A resource value such as `status` is used by
 * many nodes; the list searches of the node tell which entity is meant. Those of its own entities come first, before
 * those of the records that they refer to.
 */
export function entitiesOfNode({ description, methods }: INodeType): Entity[] {
	const searched = Object.keys(methods?.listSearch ?? {}).flatMap(
		(name) => Object.values(catalogue).find((entity) => searchMethod(entity) === name) ?? [],
	);
	const resource = description.properties.find(({ name }) => name === 'resource');
	const values = ((resource?.options ?? []) as INodePropertyOptions[]).map(({ value }) => value);
	return values.flatMap((value) => searched.find((entity) => entity.resource === value) ?? []);
}
