import type { INodeProperties } from 'n8n-workflow';
import type { MakiniRecord } from '../../../client/wire/envelopes';
import { OPERATORS, sortQuery } from '../../../client/wire/filters';
import { inputError } from '../../../client/errors/errors';
import type { Listing } from '../../../client/requests/requests';
import { checkConditions, filterShape, readEntries, readSort } from '../../parameters/entries';
import { withTwin } from '../../description/shapes';
import { listProperties, listWork } from '../requestLists';
import { locator, readSegment } from '../locators';
import { asJson } from '../answers';
import { searchOf } from '../searches';
import type { RequestItem, RequestResource, RequestWork } from '../types';

/** Source: GET /api/raw/tables. The format of its answer is not published. */
const TABLES: Omit<Listing, 'limit'> = {
	request: { method: 'GET', path: '/api/raw/tables' },
	words: { doing: 'listing raw tables' },
	plural: 'tables',
	entryName: 'name',
	keyed: false,
};

/** Properties under which a table's name is likely to stand. */
const NAMES = ['name', 'table', 'table_name', 'tableName', 'key', 'id'];

function tableName(record: MakiniRecord): string {
	const name = NAMES.map((property) => record[property]).find(
		(value) => typeof value === 'string' && value !== '',
	);
	return typeof name === 'string' ? name : '';
}

export const searchRawTable = searchOf('makiniApi', TABLES, (record) => {
	const name = tableName(record);
	return { name, value: name };
});

const OPERATOR_NAMES: Readonly<Record<keyof typeof OPERATORS, string>> = {
	gteq: 'At Least (On or After)',
	lteq: 'At Most (On or Before)',
	contains: 'Contains',
	endsWith: 'Ends With',
	eq: 'Equals',
	gt: 'Greater Than (After)',
	lt: 'Less Than (Before)',
	startsWith: 'Starts With',
};

const rowProperties: INodeProperties[] = [
	locator(
		{ displayName: 'Table', name: 'table', description: 'The table to read' },
		{ method: 'searchRawTable', example: 'F4801', byId: 'By Name' },
	),
	...listProperties(),
	...withTwin({
		displayName: 'Filters',
		name: 'filters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Condition',
		default: {},
		description: 'Only rows that meet these conditions. Makini filters them, not this node.',
		options: [
			{
				displayName: 'Conditions',
				name: 'conditions',
				values: [
					{
						displayName: 'Column',
						name: 'field',
						type: 'string',
						default: '',
						placeholder: 'e.g. status',
						description: 'Name of the column as the table has it',
					},
					{
						displayName: 'Operator',
						name: 'operator',
						type: 'options',
						options: Object.entries(OPERATOR_NAMES).map(([value, name]) => ({ name, value })),
						default: 'eq',
						description: 'How to compare',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						description: 'Value to compare with',
					},
				],
			},
		],
	}),
	...withTwin({
		displayName: 'Sort',
		name: 'sort',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Sort Rule',
		default: {},
		description: 'Order of the rows. Makini sorts them, not this node.',
		options: [
			{
				displayName: 'Sort By',
				name: 'by',
				values: [
					{
						displayName: 'Column',
						name: 'field',
						type: 'string',
						default: '',
						placeholder: 'e.g. updated_at',
						description: 'Name of the column as the table has it',
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
	}),
];

function readFilters(item: RequestItem): Array<readonly [string, string]> {
	const query = new Map<string, string>();
	const conditions = readEntries(item.context, filterShape(''), item.itemIndex);
	for (const { field, operator, value } of checkConditions(conditions, [])) {
		const name = `filter[${field}${OPERATORS[operator]}]`;
		if (query.has(name)) {
			throw inputError(
				`Two filter conditions use the same column and operator (${field}, ${operator})`,
				'Makini takes each column and operator once in a request. Combine the two conditions.',
				'filters',
			);
		}
		query.set(name, value);
	}
	return [...query];
}

function prepareRows(item: RequestItem): RequestWork {
	const table = readSegment(item, 'table', 'table');
	const query = [...readFilters(item), ...sortQuery(readSort(item.context, '', item.itemIndex))];
	const work = listWork(item, {
		request: { method: 'GET', path: `/api/raw/tables/${table}/data`, query },
		words: {
			doing: 'listing rows of a raw table',
			missing: {
				message: `There is no raw table "${decodeURIComponent(table)}"`,
				hint: 'Choose it from the list. Not every connected system offers raw tables.',
			},
		},
		plural: 'rows',
		// A column may be called "key" without being one.
		keyed: false,
	});
	return async () => (await work()).map(asJson);
}

export const rawTable: RequestResource = {
	label: 'Raw Table',
	resource: 'rawTable',
	description: 'Tables of the connected system as Makini has read them',
	credential: 'makiniApi',
	defaultOperation: 'getAll',
	operations: [
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many raw tables',
			description: 'Retrieve a list of raw tables',
			properties: listProperties(),
			prepare: (item) => listWork(item, TABLES),
		},
	],
};

/** Source: GET /api/raw/tables/{table}/data with `filter`, `page` and `sort`. */
export const rawRow: RequestResource = {
	label: 'Raw Row',
	resource: 'rawRow',
	description: 'Rows of such a table',
	credential: 'makiniApi',
	defaultOperation: 'getAll',
	operations: [
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many raw rows',
			description: 'Retrieve a list of rows of a raw table',
			properties: rowProperties,
			prepare: prepareRows,
		},
	],
};
