import { DIRECTORY } from './directory';
import { MAINTENANCE } from './maintenance';
import { PARTS } from './parts';
import { PURCHASING } from './purchasing';
import { STATUS_LISTS } from './statuses';
import { STOCK } from './stock';
import { TRADING } from './trade';
import {
	OWN_STATUSES,
	SELF,
	type EntityDefinition,
	type FieldDefinition,
	type Fields,
} from './types';
import type { CustomFields } from '../base';

export type { EntityDefinition, FieldDefinition, Fields, FieldType, Operation } from './types';

/** What the sandbox serves. A further entity is a further entry in a file of contract/. */
export const ENTITIES: readonly EntityDefinition[] = [
	...PURCHASING,
	...DIRECTORY,
	...TRADING,
	...STOCK,
	...MAINTENANCE,
	...STATUS_LISTS,
];

const BY_NAME = new Map(ENTITIES.map((entity) => [entity.name, entity]));

/** The definition of an entity; throws for a name the sandbox does not know. */
export function entityNamed(name: string): EntityDefinition {
	const entity = BY_NAME.get(name);
	if (!entity) throw new Error(`The sandbox has no entity "${name}"`);
	return entity;
}

const WORK_ORDER_CUSTOM_FIELDS = ['permitNumber', 'shiftCode'];

/** The custom fields that a connection adds to an entity. */
export function customFieldsOf(entity: EntityDefinition, options: CustomFields): readonly string[] {
	if (entity.name === 'purchase-orders') return options.customFields ?? [];
	if (entity.name !== 'work-orders') return [];
	return options.workOrderCustomFields ?? WORK_ORDER_CUSTOM_FIELDS;
}

/** The fields of an entity that lists know, the custom ones included. */
export function fieldsOf(entity: EntityDefinition, customFields: readonly string[] = []): Fields {
	if (customFields.length === 0) return entity.fields;
	const text: FieldDefinition = { type: 'string' };
	return { ...entity.fields, ...Object.fromEntries(customFields.map((field) => [field, text])) };
}

/** The fields of the part that an object or a line is made of; throws for a field that is neither. */
export function partFields({ part = '' }: FieldDefinition): Fields {
	const fields = PARTS[part];
	if (!fields) throw new Error(`There is no part "${part}"`);
	return fields;
}

/** The entity that a field of the entity, or of a part in it, points at; undefined where it points at nothing. */
export function targetOf(field: FieldDefinition, entity: EntityDefinition): string | undefined {
	if (field.references === SELF) return entity.name;
	return field.references === OWN_STATUSES ? entity.statuses : field.references;
}
