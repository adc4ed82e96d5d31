import { groupBy } from 'lodash';
import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { numberedLines } from '../../catalogue/lineItems';
import { referringOf } from '../../catalogue/referring';
import { SYSTEM_TYPES, type Entity, type OperationName } from '../../catalogue';
import { systemTypeLabel } from '../../client/refusals/explain';
import { DEFAULTS } from '../session/defaults';
import { listedBy, listingsOf, operationsOf } from './operations';
import { show } from './recordLocator';
import { withTwin } from './shapes';

const {
	batchDelay,
	batchSize,
	concurrency,
	duplicateRows,
	ifExists,
	ifMissing,
	maxWait,
	onUncertainWrite,
	overlap,
	pageSize,
	parallelPages,
} = DEFAULTS;

/** What an operation is like, as far as its options go. */
type Manner = 'list' | 'item' | 'new item' | 'matched item' | 'request';

interface OptionSpec {
	property: INodeProperties;
	manners: readonly Manner[];
	/** Whether the option means something for an entity; otherwise for all. */
	suits?: (entity: Entity) => boolean;
}

const NEW: readonly Manner[] = ['new item', 'matched item'];
const ITEMS: readonly Manner[] = ['item', ...NEW];
const OF_ENTITIES: readonly Manner[] = [...ITEMS, 'list'];

/** Whether records of an entity refer to others. */
const refers = ({ fields }: Entity): boolean => {
	const { references, lists, parts } = referringOf(fields);
	return references.length + lists.length + parts.length > 0;
};

/** Whether an update may give the lines of a record. */
const hasLines = ({ fields, operations }: Entity): boolean =>
	operations.update !== undefined && numberedLines(fields).length > 0;

/** Whether a record can be told by its number, or refers to others. */
const bearsKeys = (entity: Entity): boolean => refers(entity) || entity.naturalKey !== undefined;

/** Whether an entity has lists whose changes can be told by time. */
const listsChanges = (entity: Entity): boolean =>
	listingsOf(entity).some(({ listed }) => listed.updatedField !== undefined);

/** Whether a record of an entity can be read by its key and tells when it was changed. */
const tellsChanges = ({ operations, updatedField }: Entity): boolean =>
	operations.get !== undefined && updatedField !== undefined;

/** Operations on items that change no record that exists. */
const NO_CHANGE: IDisplayOptions['hide'] = { '/operation': ['add', 'get', 'upload'] };

function mannerOf(entity: Entity, operation: OperationName): Manner {
	if (listedBy(entity, operation)) return 'list';
	if (operation === 'upsert') return 'matched item';
	return operation === 'create' ? 'new item' : 'item';
}

/** Sets the system type for one node, in place of the one in the credential. */
export const systemTypeOption: INodeProperties = {
	displayName: 'System Type',
	name: 'systemType',
	type: 'options',
	options: SYSTEM_TYPES.map((value) => ({ name: systemTypeLabel(value), value })),
	default: 'erp',
	description: 'Category of the connected system, in place of the one in the credential',
};

/** In the alphabetical order that n8n asks for. */
const OPTIONS: readonly OptionSpec[] = [
	{
		manners: [...ITEMS, 'request'],
		property: {
			displayName: 'Batch Delay (Milliseconds)',
			name: 'batchDelay',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: batchDelay,
			description:
				'Time to wait between two batches. Rate limits are respected without it; use it to spare a slow system.',
		},
	},
	{
		manners: [...ITEMS, 'request'],
		property: {
			displayName: 'Batch Size',
			name: 'batchSize',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: batchSize,
			description: 'Number of items that are worked on before the batch delay',
		},
	},
	{
		manners: ITEMS,
		property: {
			displayName: 'Concurrency',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 32 },
			default: concurrency,
			description:
				'Most items that are worked on at once; fewer where the connected system gets slow or limits. Set it to 1 if it needs them one by one.',
		},
	},
	{
		manners: ['request'],
		property: {
			displayName: 'Concurrency',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 16 },
			default: 1,
			description: 'Most items that are worked on at once. More is faster, but keeps no order.',
		},
	},
	{
		manners: ['list'],
		property: {
			displayName: 'Escape Formulas',
			name: 'escapeFormulas',
			type: 'boolean',
			displayOptions: { show: { '/outputAs': ['csv'] } },
			default: false,
			description:
				'Whether to put an apostrophe before texts that a spreadsheet would run as a formula. Turn it on for files that people open; such texts are changed by it.',
		},
	},
	{
		manners: ['list'],
		property: {
			displayName: 'File Name',
			name: 'fileName',
			type: 'string',
			displayOptions: { show: { '/outputAs': ['csv', 'ndjson'] } },
			default: '',
			placeholder: 'e.g. orders.csv',
			description: 'Name of the file. Leave empty for one by what is listed.',
		},
	},
	{
		manners: ['matched item'],
		property: {
			displayName: 'If a Value Comes Twice',
			name: 'duplicateRows',
			type: 'options',
			options: [
				{
					name: 'Fail',
					value: 'fail',
					description: 'Write none of them if they differ, and say in which field',
				},
				{
					name: 'Last One Wins',
					value: 'last',
					description: 'Write one after the other, so that the last one stays',
				},
			],
			default: duplicateRows,
			description:
				'What to do if two items, or two lines of a file, have the same values to match by and differ otherwise',
		},
	},
	{
		manners: ['item', 'matched item'],
		suits: tellsChanges,
		property: {
			displayName: 'If Changed Since',
			name: 'ifChangedSince',
			type: 'dateTime',
			displayOptions: { hide: NO_CHANGE },
			default: '',
			description:
				'Time after which a change in the connection that is written to is a conflict; see On Conflict. An expression may give another time for each item, such as that at which the record was read.',
		},
	},
	{
		manners: ['matched item'],
		property: {
			displayName: 'If It Does Not Exist',
			name: 'ifMissing',
			type: 'options',
			options: [
				{ name: 'Create', value: 'create', description: 'Create the record' },
				{ name: 'Fail', value: 'fail', description: 'Write nothing and report an error' },
				{ name: 'Skip', value: 'skip', description: 'Write nothing and go on' },
			],
			default: ifMissing,
			description: 'What to do if there is no record to update',
		},
	},
	{
		manners: ['matched item'],
		property: {
			displayName: 'If It Exists',
			name: 'ifExists',
			type: 'options',
			options: [
				{ name: 'Fail', value: 'fail', description: 'Write nothing and report an error' },
				{ name: 'Skip', value: 'skip', description: 'Write nothing and give the record as it is' },
				{ name: 'Update', value: 'update', description: 'Update what differs' },
			],
			default: ifExists,
			description: 'What to do if the record is there already',
		},
	},
	{
		manners: ITEMS,
		property: {
			displayName: 'Include Changes',
			name: 'includeChanges',
			type: 'boolean',
			displayOptions: {
				hide: { '/operation': ['delete', 'get', 'upload'], '/inputMode': ['file'] },
			},
			default: false,
			description:
				'Whether to return what changed, field by field, with what was done. Each record that is updated is read first for that, by one request more.',
		},
	},
	{
		manners: ['list'],
		property: {
			displayName: 'Include Deleted',
			name: 'includeDeleted',
			type: 'boolean',
			default: false,
			description:
				'Whether to return records, too, that were deleted in the connected system and that Makini keeps with the time of their deletion',
		},
	},
	{
		manners: ITEMS,
		suits: bearsKeys,
		property: {
			displayName: 'Keys Are of This Connection',
			name: 'keysOfThisConnection',
			type: 'boolean',
			default: false,
			description:
				'Whether keys that come with the input, without code or name beside them, were read from this connection. Otherwise they are refused, since the same key is another record in another system.',
		},
	},
	{
		manners: [...OF_ENTITIES, 'request'],
		property: {
			displayName: 'Max Wait (Seconds)',
			name: 'maxWait',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: maxWait,
			description:
				'Longest time to wait for a rate limit or an outage to pass. It starts anew with every success.',
		},
	},
	{
		manners: ITEMS,
		suits: refers,
		property: {
			displayName: 'Missing Reference',
			name: 'missingReference',
			type: 'options',
			options: [
				{
					name: 'Create',
					value: 'create',
					description: 'Create it from its code and name, once; where that cannot be, fail',
				},
				{
					name: 'Fail',
					value: 'fail',
					description: 'Report the item as an error and write nothing',
				},
				{ name: 'Leave Empty', value: 'empty', description: 'Write the item without it' },
			],
			default: 'fail',
			description:
				'What to do if the connection has no vendor, material or other record of a given code or name',
		},
	},
	{
		manners: ['list'],
		property: {
			displayName: 'Nested Values',
			name: 'nestedValues',
			type: 'options',
			displayOptions: { show: { '/outputAs': ['csv'] } },
			options: [
				{
					name: 'Columns',
					value: 'columns',
					description: 'Objects have a column for each part (shipmentAddress.city), lists are JSON',
				},
				{ name: 'JSON', value: 'json', description: 'Objects and lists are JSON in one column' },
			],
			default: 'json',
			description: 'How values that have parts are written',
		},
	},
	{
		manners: ['item', 'matched item'],
		suits: tellsChanges,
		property: {
			displayName: 'On Conflict',
			name: 'onConflict',
			type: 'options',
			displayOptions: { hide: NO_CHANGE },
			options: [
				{
					name: 'Fail',
					value: 'fail',
					description: 'Report the item as an error and leave the record',
				},
				{ name: 'Overwrite', value: 'overwrite', description: 'Write all the same' },
				{
					name: 'Skip',
					value: 'skip',
					description: 'Write nothing and give the record as it is',
				},
			],
			default: 'overwrite',
			description:
				'What to do if the record was changed after the time under If Changed Since. It is read first for that, by one request more.',
		},
	},
	{
		manners: NEW,
		property: {
			displayName: 'On Uncertain Write',
			name: 'onUncertainWrite',
			type: 'options',
			options: [
				{ name: 'Fail', value: 'fail', description: 'Report the item as an error and leave it' },
				{
					name: 'Verify',
					value: 'verify',
					description:
						'Look the record up for a minute; send it again only where Makini itself says that it was not done',
				},
			],
			default: onUncertainWrite,
			description:
				'What to do if the answer to a creation is lost, so that it may have been done or not',
		},
	},
	{
		manners: ['list'],
		suits: listsChanges,
		property: {
			displayName: 'Overlap (Seconds)',
			name: 'overlap',
			type: 'number',
			typeOptions: { minValue: 0 },
			displayOptions: { show: { '/onlyChanged': [true] } },
			default: overlap,
			description:
				'How far each run reads back behind the one before, for changes that become visible late. None comes twice.',
		},
	},
	{
		manners: ['list'],
		property: {
			displayName: 'Page Size',
			name: 'pageSize',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: pageSize,
			description:
				'Number of records to ask for at once. Larger is faster; Makini may give fewer, and all are read all the same.',
		},
	},
	{
		manners: ['list'],
		property: {
			displayName: 'Parallel Pages',
			name: 'parallelPages',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 16 },
			default: parallelPages,
			description:
				'Most pages to ask for at the same time. The records come in the same order. Set it to 1 to spare a slow system. Without this option it is 8, and up to 16 small pages where the rate limit is known.',
		},
	},
	{
		manners: ['list'],
		suits: listsChanges,
		property: {
			displayName: 'Read Everything if Updated After Is Empty',
			name: 'emptyUpdatedAfter',
			type: 'boolean',
			default: false,
			description:
				'Whether an expression under Updated After that gives nothing means that everything is read. Otherwise it is an error.',
		},
	},
	{
		manners: ['item'],
		suits: hasLines,
		property: {
			displayName: 'Remove Lines Left Out',
			name: 'removeLines',
			type: 'boolean',
			displayOptions: { show: { '/operation': ['update'] } },
			default: false,
			description:
				'Whether lines go that the record has and the given list does not have. Otherwise such an update is refused, so that no line is lost in silence.',
		},
	},
	{ manners: OF_ENTITIES, property: systemTypeOption },
	{
		manners: ITEMS,
		property: {
			displayName: 'Unknown Columns',
			name: 'unknownColumns',
			type: 'options',
			options: [
				{
					name: 'Fail',
					value: 'fail',
					description: 'Report the item as an error and write nothing',
				},
				{ name: 'Ignore', value: 'ignore', description: 'Leave them out' },
			],
			default: 'fail',
			description:
				'What to do, mapped automatically, about columns of the input that are no fields of Makini or the connection',
		},
	},
];

const optionsFor = (
	manner: Manner,
	isMeant: (spec: OptionSpec) => boolean = () => true,
	displayOptions?: IDisplayOptions,
): INodeProperties[] =>
	withTwin({
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		...(displayOptions ? { displayOptions } : {}),
		options: OPTIONS.filter((spec) => spec.manners.includes(manner) && isMeant(spec)).map(
			({ property }) => property,
		),
	});

/** The Options collections of an entity: one for each manner of its operations. */
export function optionsOf(entity: Entity): INodeProperties[] {
	const byManner = groupBy(operationsOf(entity), (operation) => mannerOf(entity, operation));
	return OF_ENTITIES.filter((manner) => byManner[manner]).flatMap((manner) =>
		optionsFor(
			manner,
			({ suits }) => suits?.(entity) ?? true,
			show(entity, byManner[manner] ?? []),
		),
	);
}

/** How an option is called in the editor, without its unit; `undefined` for a name that no option has. */
export const optionLabel = (name: string): string | undefined =>
	OPTIONS.find(({ property }) => property.name === name)?.property.displayName.replace(
		/ \(.+\)$/,
		'',
	);

/** The Options collection of requests that belong to no entity. */
export const requestOptions = optionsFor('request');
