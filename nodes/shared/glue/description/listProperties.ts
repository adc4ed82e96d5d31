import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Entity, OperationName } from '../../catalogue';
import { referringOf } from '../../catalogue/referring';
import { filterList, sortList } from './collections';
import { referenceName } from './labels';
import { listingsOf } from './operations';
import { outputFileProperties } from './fileProperties';
import { outputProperties, referencesProperties } from './outputProperties';
import { show } from './recordLocator';

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
	const description =
		'Only records that meet these conditions. Makini filters them, not this node.';
	return [
		...filterList(
			{ displayOptions, description },
			{
				displayName: 'Field',
				name: 'field',
				type: 'options',
				options: filterFields(entity),
				default: filterField(entity),
				description: 'Field to look at. For a custom field, use an expression with its name.',
			},
		),
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

/** What belongs to lists of which only the changes are wanted. */
const changeProperties = ({ owner, listed, operations }: ListPlacement): INodeProperties[] =>
	listed.updatedField === undefined
		? []
		: [
				{
					displayName: 'Only Changed Since Last Run',
					name: 'onlyChanged',
					type: 'boolean',
					noDataExpression: true,
					displayOptions: show(owner, operations),
					default: false,
					description:
						'Whether to return only records that changed since the last run, oldest change first. A run counts when Makini Connection marks changes as done at its end. Runs by hand do not count.',
				},
				{
					displayName: 'Start From',
					name: 'startFrom',
					type: 'dateTime',
					displayOptions: show(owner, operations, { onlyChanged: [true] }),
					default: '',
					description:
						'Time from which on the first run returns changes. Leave empty for all records. To start over, set another time. A time without a zone is in the time zone of the workflow.',
				},
				{
					displayName: 'Updated After',
					name: 'updatedAfter',
					type: 'dateTime',
					displayOptions: { ...show(owner, operations), hide: { onlyChanged: [true] } },
					default: '',
					description:
						'Only records changed at or after this time. Leave empty for all. A time without a zone is in the time zone of the workflow.',
				},
			];

const sortProperty = ({ owner, listed: entity, operations }: ListPlacement): INodeProperties[] =>
	sortList(
		{
			// Changes come in the order in which they happened.
			displayOptions: {
				...show(owner, operations),
				...(entity.updatedField === undefined ? {} : { hide: { onlyChanged: [true] } }),
			},
			description: 'Order of the records. Makini sorts them, not this node.',
		},
		{
			displayName: 'Field',
			name: 'field',
			type: 'options',
			options: plainFields(entity),
			default: sortField(entity),
			description: 'Field to sort by',
		},
	);

/** Return All and Limit. */
export const limitProperties = (shown?: IDisplayOptions['show']): INodeProperties[] => [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		...(shown ? { displayOptions: { show: shown } } : {}),
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show: { ...shown, returnAll: [false] } },
		default: 50,
		description: 'Max number of results to return',
	},
];

const placeProperties = (place: ListPlacement): INodeProperties[] => [
	...limitProperties(show(place.owner, place.operations).show),
	...changeProperties(place),
	...filterProperties(place),
	...outputProperties(place.owner, place.listed, place.operations),
	...outputFileProperties(place.owner, place.operations),
	...referencesProperties(place.owner, place.listed, place.operations),
];

const placesOf = (owner: Entity): ListPlacement[] =>
	listingsOf(owner).map((listing) => ({ owner, ...listing }));

/** Parameters of everything that lists, and of the output of get. */
export const listProperties = (owner: Entity): INodeProperties[] =>
	placesOf(owner).flatMap(placeProperties);

/** The sort orders of everything that lists. */
export const sortProperties = (owner: Entity): INodeProperties[] =>
	placesOf(owner).flatMap(sortProperty);
