import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { catalogue, type Entity, type OperationName } from '../../catalogue';
import type { ReadQuery } from '../../client/records/lists';
import { takeAll, type ReadReport } from '../../client/paging/pages';
import type { Within } from '../../client/wire/styles';
import { readFilePlan, writeList } from '../files/fileOutput';
import { hintAtOutput } from '../session/progressHints';
import { titleCase, withArticle } from '../description/labels';
import { listedBy } from '../description/operations';
import { asItem, readOutput } from '../parameters/output';
import { readKey, readOptionalKey } from '../parameters/chosenKey';
import { readQuery } from '../parameters/parameters';
import { forEveryItem, type EntityRun } from './everyItem';
import { cameOutEmpty, emptyError } from '../description/shapes';

function hintAboutChange(context: IExecuteFunctions, entity: Entity, report: ReadReport): void {
	const { changed, records, told } = report;
	if (!changed && told === undefined) return;
	hintAtOutput(
		context,
		'warning',
		changed
			? `The number of ${entity.plural} changed while they were read: ${records} were read, each once; the end of the list was read again. To be sure of the newest, read again with "Updated After".`
			: `Makini says that there are ${told} ${entity.plural}, and gave ${records}: all that came are here, each once.`,
	);
}

/** Without a cursor, a number or a total, a page that is as full as was asked for may be all, or not. */
function hintAboutEnd(context: IExecuteFunctions, entity: Entity, report: ReadReport): void {
	if (!report.isEndOpen) return;
	hintAtOutput(
		context,
		'warning',
		`Makini does not say whether there are more than these ${report.records} ${entity.plural}. Choose a Page Size that they cannot fill, or read in parts by filters or "Updated After".`,
	);
}

/** A filter that finds nothing often has a name where a key belongs, which no system refuses. */
function hintAboutNothing(
	context: IExecuteFunctions,
	entity: Entity,
	{ conditions = [] }: ReadQuery,
	report: ReadReport,
): void {
	if (report.records > 0) return;
	const field = entity.fields.find(
		({ name, references }) => references && conditions.some((each) => each.field === name),
	);
	const referenced = catalogue[field?.references ?? ''];
	if (!field || !referenced) return;
	hintAtOutput(
		context,
		'info',
		`No ${entity.plural} match the filters. ${field.label} takes the key of ${withArticle(referenced.singular)}, not its name: read the ${referenced.plural} with Get Many to find their keys.`,
	);
}

/** What people should know of a reading, beside its records. */
function giveHints(
	context: IExecuteFunctions,
	entity: Entity,
	query: ReadQuery,
	report: ReadReport,
): void {
	hintAboutChange(context, entity, report);
	hintAboutEnd(context, entity, report);
	hintAboutNothing(context, entity, query, report);
}

/** Empty where the field was left so; not where an expression came out empty, or the parts of all would be read. */
function readParentKey(context: IExecuteFunctions, parent: Entity, itemIndex: number): string {
	const key = readOptionalKey(context, 'parentKey', parent.singular, itemIndex);
	const place = { parameter: 'parentKey', label: titleCase(parent.singular), itemIndex };
	if (!cameOutEmpty(context, place, key)) return key;
	throw emptyError(
		place,
		`Correct the expression. To read those of all ${parent.plural}, leave the field empty.`,
	);
}

/** The record whose parts are listed: the one that an action names, or the parent where one is chosen. */
function withinOf(
	context: IExecuteFunctions,
	entity: Entity,
	operation: OperationName,
	itemIndex: number,
): Within | undefined {
	const action = entity.operations[operation]?.action;
	if (action?.kind === 'list') {
		const key = readKey(context, 'recordKey', entity.singular, itemIndex);
		return { entity, key, segment: action.segment };
	}
	const parent = catalogue[entity.parent?.entity ?? ''];
	const key = parent && readParentKey(context, parent, itemIndex);
	return parent && key ? { entity: parent, key, segment: entity.parent?.segment ?? '' } : undefined;
}

async function readOne(
	{ context, session, entity, operation, options }: EntityRun,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const listed = listedBy(entity, operation) ?? entity;
	const query = {
		...readQuery(context, listed, itemIndex, options),
		within: withinOf(context, entity, operation, itemIndex),
	};
	const output = readOutput(context, listed, itemIndex);
	const file = readFilePlan(context, listed, output, options, itemIndex);
	const { lists } = session.client;
	if (file) {
		const pages = lists.readRaw(listed, query);
		const { item, report } = await writeList(context, pages, file, itemIndex);
		giveHints(context, listed, query, report);
		return [item];
	}
	const items: INodeExecutionData[] = [];
	const report = await takeAll(lists.read(listed, query), (record) => {
		items.push(asItem(output.of(record), itemIndex));
	});
	giveHints(context, listed, query, report);
	return items;
}

/** Lists records, once for each item of the input. */
export const readMany = async (run: EntityRun): Promise<INodeExecutionData[]> =>
	await forEveryItem(run, {
		options: { concurrency: 1 },
		// Its parameters are read in its turn: what came before a mistake is there already.
		prepare: (itemIndex) => async () => await readOne(run, itemIndex),
		itemsOf: (items) => items,
	});
