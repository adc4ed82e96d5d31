import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Entity, Field, OperationName } from '../../catalogue';
import { titleCase } from './labels';
import { canReadFile, fieldActionsOf, isWriting, operationsOf, writtenFields } from './operations';
import { FILE_MODE, inputFileProperties } from './fileProperties';
import { show } from './recordLocator';
import { referencesCollection } from './referenceProperties';
import { valueMapProperties } from './valueMapProperties';

const WRITES: ReadonlySet<OperationName> = new Set(['add', 'create', 'update', 'upsert']);

const textFields = (entity: Entity): Field[] =>
	entity.fields.filter((field) => field.writable === 'user' && field.type === 'string');

const fieldOptions = (fields: readonly Field[]): INodePropertyOptions[] =>
	fields
		.map(({ name, label, description }) => ({ name: label, value: name, description }))
		.sort((a, b) => a.name.localeCompare(b.name));

function matchField(entity: Entity): INodeProperties {
	const fields = textFields(entity);
	const names = fields.map(({ name }) => name);
	// Where nothing identifies a record, any choice may be ambiguous, and then nothing is written.
	const [first] = [entity.naturalKey, ...entity.titleFields, ...names].filter(
		(name) => name !== undefined && names.includes(name),
	);
	return {
		displayName: 'Match By',
		name: 'matchField',
		type: 'options',
		displayOptions: show(entity, ['upsert']),
		options: fieldOptions(fields),
		default: first,
		description: `The field that tells whether the ${entity.singular} already exists. If more than one has the same value, nothing is written.`,
	};
}

/** Beside the first field, by which records are looked up. */
const alsoMatchBy = (entity: Entity): INodeProperties => ({
	displayName: 'Also Match By',
	name: 'alsoMatchBy',
	type: 'multiOptions',
	displayOptions: show(entity, ['upsert']),
	// What records do not show cannot be compared.
	options: fieldOptions(textFields(entity).filter(({ writeOnly }) => !writeOnly)),
	default: [],
	description: `Up to two further fields that have to be equal as well, for values that more than one ${entity.singular} may have, such as a number that each vendor gives`,
});

function fieldsMapper(
	entity: Entity,
	operations: readonly OperationName[],
	method: string,
): INodeProperties {
	return {
		displayName: 'Fields',
		name: 'fields',
		type: 'resourceMapper',
		noDataExpression: true,
		displayOptions: show(entity, operations, { inputMode: ['fields'] }),
		default: { mappingMode: 'defineBelow', value: null },
		required: true,
		typeOptions: {
			loadOptionsDependsOn: ['resource', 'operation'],
			resourceMapper: {
				resourceMapperMethod: method,
				mode: 'add',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: true,
				multiKeyMatch: false,
				supportAutoMap: true,
			},
		},
		description: `Values for the ${entity.singular}. Empty fields are not sent; to clear a field, use JSON with null.`,
	};
}

/** How values are given; records can come from a file too where that is offered. */
function inputModes(entity: Entity, writes: readonly OperationName[]): INodeProperties[] {
	const fromFiles = writes.filter((operation) => canReadFile(entity, operation));
	const others = writes.filter((operation) => !fromFiles.includes(operation));
	const mode = (operations: OperationName[], more: INodePropertyOptions[]): INodeProperties => ({
		displayName: 'Input Mode',
		name: 'inputMode',
		type: 'options',
		noDataExpression: true,
		displayOptions: show(entity, operations),
		options: [
			{
				name: 'Fields',
				value: 'fields',
				description: 'Map each field, or let the columns of the input fill them',
			},
			...more,
			{ name: 'JSON', value: 'json', description: `Give the whole ${entity.singular} as JSON` },
		],
		default: 'fields',
		description: 'How the values are given',
	});
	return [
		...(fromFiles.length > 0 ? [mode(fromFiles, [FILE_MODE])] : []),
		...(others.length > 0 ? [mode(others, [])] : []),
	];
}

/** On every write. What a system checks by itself cannot be seen before. */
export function previewProperty(entity: Entity): INodeProperties[] {
	const writes = operationsOf(entity).filter((operation) => isWriting(entity, operation));
	if (writes.length === 0) return [];
	return [
		{
			displayName: 'Preview',
			name: 'preview',
			type: 'boolean',
			displayOptions: show(entity, writes),
			default: false,
			description:
				'Whether to write nothing and to show for each item what would be written. What only the connected system knows does not show, such as fields that it requires or records that it has locked.',
		},
	];
}

/** Parameters of create, update and upsert; none for an entity that offers none of them. */
export function writeProperties(entity: Entity): INodeProperties[] {
	const actions = fieldActionsOf(entity).map(({ operation }) => operation);
	const writes = operationsOf(entity).filter(
		(operation) => WRITES.has(operation) || actions.includes(operation),
	);
	if (writes.length === 0) return [];
	const upsert = writes.includes('upsert') ? [matchField(entity), alsoMatchBy(entity)] : [];
	return [
		...upsert,
		...inputModes(entity, writes),
		...inputFileProperties(entity),
		...splitByFields(entity, writes),
		...valueMapProperties(entity, writes),
		{
			displayName: 'JSON',
			name: 'jsonData',
			type: 'json',
			displayOptions: show(entity, writes, { inputMode: ['json'] }),
			default: '{}',
			required: true,
			description: `${titleCase(entity.singular)} as a JSON object with Makini's field names. It is sent as it stands.`,
		},
	];
}

/**
 * Mapper and references by what they offer: all fields, fields of which none is required, or the
 * fields of an action.
 */
function splitByFields(entity: Entity, writes: readonly OperationName[]): INodeProperties[] {
	const actions = fieldActionsOf(entity);
	const updating = writes.filter((operation) => operation === 'update');
	const creating = writes.filter(
		(operation) => operation !== 'update' && !actions.some((each) => each.operation === operation),
	);
	const forms: Array<readonly [readonly OperationName[], string, readonly Field[]]> = [
		[creating, 'getCreateFields', writtenFields(entity, 'create')],
		[updating, 'getUpdateFields', writtenFields(entity, 'update')],
		...actions.map(
			({ operation, action }) => [[operation], 'getActionFields', action.fields] as const,
		),
	];
	return forms
		.filter(([operations]) => operations.length > 0)
		.flatMap(([operations, method, fields]) => [
			fieldsMapper(entity, operations, method),
			...referencesCollection(entity, operations, fields),
		]);
}
