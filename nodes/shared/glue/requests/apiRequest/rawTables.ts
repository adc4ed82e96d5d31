import type { INodeProperties } from 'n8n-workflow';
import type { MakiniRecord } from '../../../client/wire/envelopes';
import { filterQuery, sortQuery } from '../../../client/wire/filters';
import type { Listing } from '../../../client/requests/requests';
import { filterList, OPERATOR_OPTIONS, sortList } from '../../description/collections';
import { searchMethod } from '../../description/labels';
import { limitProperties } from '../../description/listProperties';
import { locator } from '../../description/recordLocator';
import type { Item, ListCall, RequestResource } from '../../description/resources';
import { checkConditions, filterShape, readEntries, readSort } from '../../parameters/entries';
import { readSegment } from '../../parameters/chosenKey';
import { CREDENTIAL } from '../../session/settings';
import { asJson } from '../answers';

/** Source: GET /api/raw/tables. The format of its answer is not published. */
const TABLES: Listing = {
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

const column = (example: string): INodeProperties => ({
	displayName: 'Column',
	name: 'field',
	type: 'string',
	default: '',
	placeholder: `e.g. ${example}`,
	description: 'Name of the column as the table has it',
});

const rowProperties: INodeProperties[] = [
	locator(
		{ displayName: 'Table', name: 'table', description: 'The table to read' },
		searchMethod({ name: 'rawTable' }),
		{ displayName: 'By Name', placeholder: 'e.g. F4801' },
	),
	...limitProperties(),
	...filterList(
		{
			description: 'Only rows that meet these conditions. Makini filters them, not this node.',
		},
		column('status'),
		OPERATOR_OPTIONS.map(({ name, value }) => ({ name, value })),
		{},
	),
	...sortList(
		{ description: 'Order of the rows. Makini sorts them, not this node.' },
		column('updated_at'),
	),
];

const readFilters = ({ context, itemIndex }: Item): Array<readonly [string, string]> =>
	filterQuery(
		checkConditions(readEntries(context, filterShape(''), itemIndex), []),
		'column',
		'Makini takes each column and operator once in a request. Combine the two conditions.',
	);

function callForRows(item: Item): ListCall {
	const table = readSegment(item, 'table', 'table');
	const query = [...readFilters(item), ...sortQuery(readSort(item.context, '', item.itemIndex))];
	return {
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
		outputOf: asJson,
	};
}

export const rawTable: RequestResource = {
	resource: 'rawTable',
	singular: 'raw table',
	description: 'Tables of the connected system as Makini has read them',
	credential: CREDENTIAL,
	defaultOperation: 'getAll',
	operations: {
		getAll: {
			name: 'Get Many',
			action: 'Get many raw tables',
			description: 'Retrieve a list of raw tables',
			properties: limitProperties(),
			callFor: () => TABLES,
		},
	},
	search: {
		listing: TABLES,
		entryOf: (record) => {
			const name = tableName(record);
			return { name, value: name };
		},
	},
};

/** Source: GET /api/raw/tables/{table}/data with `filter`, `page` and `sort`. */
export const rawRow: RequestResource = {
	resource: 'rawRow',
	singular: 'raw row',
	description: 'Rows of such a table',
	credential: CREDENTIAL,
	defaultOperation: 'getAll',
	operations: {
		getAll: {
			name: 'Get Many',
			action: 'Get many raw rows',
			description: 'Retrieve a list of rows of a raw table',
			properties: rowProperties,
			callFor: callForRows,
		},
	},
};
