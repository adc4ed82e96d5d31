import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Entity, OperationName } from '../../catalogue';
import { referringOf } from '../../catalogue/references';
import { referenceName } from './labels';
import { listingsOf } from './operations';
import { outputFileProperties } from './fileProperties';
import { outputProperties, referencesProperties } from './outputProperties';
import { show } from './recordLocator';
import { withTwin } from './shapes';

/** The operators of filters, as people choose them. */
const OPERATOR_OPTIONS: INodePropertyOptions[] = [
	{ name: 'At Least (On or After)', value: 'gteq', description: 'This number or date, or more' },
	{ name: 'At Most (On or Before)', value: 'lteq', description: 'This number or date, or less' },
	{ name: 'Contains', value: 'contains', description: 'A text with this in it' },
	{ name: 'Ends With', value: 'endsWith', description: 'A text that ends with this' },
	{ name: 'Equals', value: 'eq', description: 'Exactly this' },
	{ name: 'Greater Than (After)', value: 'gt', description: 'A greater number or a later date' },
	{ name: 'Less Than (Before)', value: 'lt', description: 'A smaller number or an earlier date' },
	{ name: 'Starts With', value: 'startsWith', description: 'A text that starts with this' },
];

/** What a condition compares its field with. */
export const COMPARISON: INodeProperties[] = [
	{
		displayName: 'Operator',
		name: 'operator',
		type: 'options',
		options: OPERATOR_OPTIONS,
		default: 'eq',
		description: 'How to compare',
	},
	{
		displayName: 'Value',
		name: 'value',
		type: 'string',
		default: '',
		placeholder: 'e.g. PO-1042 or 2026-05-01',
		description: 'Value to compare with',
	},
];

const byName = (a: INodePropertyOptions, b: INodePropertyOptions): number =>
	a.name.localeCompare(b.name);

/** A list as it is offered: whose records, for which operations of which entity. */
interface ListPlacement {
	owner: Entity;
	listed: Entity;
	operations: readonly OperationName[];
}

/** Fields by which the server can be asked to filter or sort: those with a single value. */
export const plainFields = (entity: Entity): INodePropertyOptions[] =>
	entity.fields
		.filter(({ type }) => type !== 'object' && type !== 'array')
		.map(({ name, label, description }) => ({ name: label, value: name, description }))
		.sort(byName);

/** The fields that lists are filtered by; what is referred to also by its code or name. */
const filterFields = (entity: Entity): INodePropertyOptions[] =>
	[
		...plainFields(entity),
		...referringOf(entity.fields).references.map(({ field, word }) => ({
			name: `${referenceName(field)} (Code or Name)`,
			value: word,
		})),
	].sort(byName);

/** The field of a new condition, which n8n does not store with a workflow where it stays. */
export const filterField = (entity: Entity): string =>
	entity.naturalKey ?? entity.titleFields[0] ?? 'key';

/** The field of a new sort rule, likewise. */
export const sortField = (entity: Entity): string =>
	entity.updatedField ?? entity.fields[0]?.name ?? '';

function filterProperties({ owner, listed: entity, operations }: ListPlacement): INodeProperties[] {
	const displayOptions = show(owner, operations);
	return [
		...withTwin({
			displayName: 'Filters',
			name: 'filters',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Condition',
			default: {},
			displayOptions,
			description: 'Only records that meet these conditions. Makini filters them, not this node.',
			options: [
				{
					displayName: 'Conditions',
					name: 'conditions',
					values: [
						{
							displayName: 'Field',
							name: 'field',
							type: 'options',
							options: filterFields(entity),
							default: filterField(entity),
							description: 'Field to look at. For a custom field, use an expression with its name.',
						},
						...COMPARISON,
					],
				},
			],
		}),
		{
			displayName: 'Filter Match',
			name: 'filterMatch',
			type: 'options',
			displayOptions,
			options: [
				{ name: 'All', value: 'all', description: 'Records that meet every condition' },
				{ name: 'Any', value: 'any', description: 'Records that meet at least one condition' },
			],
			default: 'all',
			description: 'Whether all conditions have to be met, or any of them',
		},
	];
}

const updatedAfter = ({ owner, listed, operations }: ListPlacement): INodeProperties[] =>
	listed.updatedField === undefined
		? []
		: [
				{
					displayName: 'Updated After',
					name: 'updatedAfter',
					type: 'dateTime',
					displayOptions: show(owner, operations),
					default: '',
					description:
						'Only records changed at or after this time. Leave empty for all. A time without a zone is in the time zone of the workflow.',
				},
			];

function sortProperty({ owner, listed: entity, operations }: ListPlacement): INodeProperties[] {
	return withTwin({
		displayName: 'Sort',
		name: 'sort',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Sort Rule',
		default: {},
		displayOptions: show(owner, operations),
		description: 'Order of the records. Makini sorts them, not this node.',
		options: [
			{
				displayName: 'Sort By',
				name: 'by',
				values: [
					{
						displayName: 'Field',
						name: 'field',
						type: 'options',
						options: plainFields(entity),
						default: sortField(entity),
						description: 'Field to sort by',
					},
					{
						displayName: 'Direction',
						name: 'direction',
						type: 'options',
						options: [
							{ name: 'Ascending', value: 'asc' },
							{ name: 'Descending', value: 'desc' },
						],
						default: 'asc',
						description: 'Whether small or early values come first, or last',
					},
				],
			},
		],
	});
}

function placeProperties(place: ListPlacement): INodeProperties[] {
	const displayOptions = show(place.owner, place.operations);
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			displayOptions,
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			displayOptions: show(place.owner, place.operations, { returnAll: [false] }),
			default: 50,
			description: 'Max number of results to return',
		},
		...updatedAfter(place),
		...filterProperties(place),
		...outputProperties(place.owner, place.listed, place.operations),
		...outputFileProperties(place.owner, place.operations),
		...referencesProperties(place.owner, place.listed, place.operations),
	];
}

const placesOf = (owner: Entity): ListPlacement[] =>
	listingsOf(owner).map((listing) => ({ owner, ...listing }));

/** Parameters of everything that lists, and of the output of get. */
export const listProperties = (owner: Entity): INodeProperties[] =>
	placesOf(owner).flatMap(placeProperties);

/** The sort orders of everything that lists. */
export const sortProperties = (owner: Entity): INodeProperties[] =>
	placesOf(owner).flatMap(sortProperty);
