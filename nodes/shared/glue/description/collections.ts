import { omit, pick } from 'lodash';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { withTwin } from './shapes';

type Text = Pick<INodeProperties, 'displayName' | 'name' | 'placeholder' | 'description'>;

/** What is said of a collection, and where it is shown. */
type About = Pick<INodeProperties, 'placeholder' | 'displayOptions' | 'description'>;

/** A list of entries, and its twin. */
export const entryList = (
	text: Text,
	about: About,
	[group, values]: readonly [Pick<INodeProperties, 'displayName' | 'name'>, INodeProperties[]],
	typeOptions: INodeProperties['typeOptions'] = {},
): INodeProperties[] =>
	withTwin({
		...text,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, ...typeOptions },
		...pick(about, 'placeholder'),
		default: {},
		...omit(about, 'placeholder'),
		options: [{ ...group, values }],
	});

/** A list of names and values. */
export const pairList = (
	text: Text,
	about: About,
	{ label = 'Name', example }: { label?: string; example: string },
): INodeProperties[] =>
	entryList(text, about, [
		{ displayName: 'Entries', name: 'entries' },
		[
			{
				displayName: label,
				name: 'name',
				type: 'string',
				default: '',
				placeholder: `e.g. ${example}`,
			},
			{ displayName: 'Value', name: 'value', type: 'string', default: '' },
		],
	]);

/** The operators of filters, as people choose them. */
export const OPERATOR_OPTIONS: readonly INodePropertyOptions[] = [
	{ name: 'At Least (On or After)', value: 'gteq', description: 'This number or date, or more' },
	{ name: 'At Most (On or Before)', value: 'lteq', description: 'This number or date, or less' },
	{ name: 'Contains', value: 'contains', description: 'A text with this in it' },
	{ name: 'Ends With', value: 'endsWith', description: 'A text that ends with this' },
	{ name: 'Equals', value: 'eq', description: 'Exactly this' },
	{ name: 'Greater Than (After)', value: 'gt', description: 'A greater number or a later date' },
	{ name: 'Less Than (Before)', value: 'lt', description: 'A smaller number or an earlier date' },
	{ name: 'Starts With', value: 'startsWith', description: 'A text that starts with this' },
];

/**
 * The conditions of a filter, which Makini checks.
 * @param example of a value to compare with.
 */
export const filterList = (
	about: Pick<About, 'displayOptions' | 'description'>,
	field: INodeProperties,
	operators: readonly INodePropertyOptions[] = OPERATOR_OPTIONS,
	example: Pick<INodeProperties, 'placeholder'> = { placeholder: 'e.g. PO-1042 or 2026-05-01' },
): INodeProperties[] =>
	entryList(
		{ displayName: 'Filters', name: 'filters' },
		{ placeholder: 'Add Condition', ...about },
		[
			{ displayName: 'Conditions', name: 'conditions' },
			[
				field,
				{
					displayName: 'Operator',
					name: 'operator',
					type: 'options',
					options: [...operators],
					default: 'eq',
					description: 'How to compare',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					...example,
					description: 'Value to compare with',
				},
			],
		],
	);

/** The rules of a sort order, by which Makini sorts. */
export const sortList = (
	about: Pick<About, 'displayOptions' | 'description'>,
	field: INodeProperties,
): INodeProperties[] =>
	entryList(
		{ displayName: 'Sort', name: 'sort' },
		{ placeholder: 'Add Sort Rule', ...about },
		[
			{ displayName: 'Sort By', name: 'by' },
			[
				field,
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
		],
		{ sortable: true },
	);
