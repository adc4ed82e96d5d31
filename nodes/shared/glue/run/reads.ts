import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { catalogue, type Entity, type OperationName } from '../../catalogue';
import { MakiniError } from '../../client/errors/errors';
import type { ReadQuery } from '../../client/records/lists';
import type { Chosen } from '../../client/records/numbers';
import type { ReadReport } from '../../client/paging/pages';
import type { Within } from '../../client/wire/styles';
import { readFilePlan, writeList } from '../files/fileOutput';
import { errorJson, nodeError } from '../session/nodeErrors';
import { titleCase, withArticle } from '../description/labels';
import { listedBy } from '../description/operations';
import { asItem, readOutput } from '../parameters/output';
import { readOptionalRecord, readRecord } from '../parameters/chosenRecord';
import { readQuery, type Options } from '../parameters/parameters';
import type { Session } from '../session/session';
import { cameOutEmpty, emptyError } from '../description/shapes';

function hintAboutChange(context: IExecuteFunctions, entity: Entity, report: ReadReport): void {
	const { changed, records, told } = report;
	if (!changed && told === undefined) return;
	context.addExecutionHints({
		location: 'outputPane',
		type: 'warning',
		message: changed
			? `The number of ${entity.plural} changed while they were read: ${records} were read, each once; the end of the list was read again. To be sure of the newest, read again with "Updated After".`
			: `Makini says that there are ${told} ${entity.plural}, and gave ${records}: all that came are here, each once.`,
	});
}

/** Without a cursor, a number or a total, a page that is as full as was asked for may be all, or not. */
function hintAboutEnd(context: IExecuteFunctions, entity: Entity, report: ReadReport): void {
	if (!report.isEndOpen) return;
	context.addExecutionHints({
		location: 'outputPane',
		type: 'warning',
		message: `Makini does not say whether there are more than these ${report.records} ${entity.plural}. Choose a Page Size that they cannot fill, or read in parts by filters or "Updated After".`,
	});
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
	context.addExecutionHints({
		location: 'outputPane',
		type: 'info',
		message: `No ${entity.plural} match the filters. ${field.label} takes the key of ${withArticle(referenced.singular)}, not its name: read the ${referenced.plural} with Get Many to find their keys.`,
	});
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

/** None where the field was left empty; not where an expression came out empty, or the parts of all would be read. */
function readParent(
	context: IExecuteFunctions,
	parent: Entity,
	itemIndex: number,
): Chosen | undefined {
	const chosen = readOptionalRecord(context, 'parentKey', parent, itemIndex);
	const place = { parameter: 'parentKey', label: titleCase(parent.singular), itemIndex };
	if (chosen || !cameOutEmpty(context, place, '')) return chosen;
	throw emptyError(
		place,
		`Correct the expression. To read those of all ${parent.plural}, leave the field empty.`,
	);
}

/** A record whose parts are listed. */
interface Whole extends Omit<Within, 'key'> {
	chosen: Chosen;
}

/** The one that an action names, or the parent where one is chosen. */
function wholeOf(
	context: IExecuteFunctions,
	entity: Entity,
	operation: OperationName,
	itemIndex: number,
): Whole | undefined {
	const action = entity.operations[operation]?.action;
	if (action?.kind === 'list') {
		const chosen = readRecord(context, 'recordKey', entity, itemIndex);
		return { entity, chosen, segment: action.segment };
	}
	const parent = catalogue[entity.parent?.entity ?? ''];
	const chosen = parent && readParent(context, parent, itemIndex);
	return parent && chosen
		? { entity: parent, chosen, segment: entity.parent?.segment ?? '' }
		: undefined;
}

async function withinOf(
	{ client }: Session,
	whole: Whole | undefined,
): Promise<Within | undefined> {
	if (!whole) return undefined;
	const { entity, chosen, segment } = whole;
	return { entity, key: await client.numbers.keyOf(entity, chosen), segment };
}

async function readOne(
	context: IExecuteFunctions,
	session: Session,
	entity: Entity,
	operation: OperationName,
	options: Options,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const listed = listedBy(entity, operation) ?? entity;
	const asked = readQuery(context, listed, itemIndex, options);
	const whole = wholeOf(context, entity, operation, itemIndex);
	const output = readOutput(context, listed, itemIndex);
	const file = readFilePlan(context, listed, output, options, itemIndex);
	const query = { ...asked, within: await withinOf(session, whole) };
	const { lists } = session.client;
	if (file) {
		const pages = lists.readRaw(listed, query);
		const { item, report } = await writeList(context, pages, file, itemIndex);
		giveHints(context, listed, query, report);
		return [item];
	}
	const items: INodeExecutionData[] = [];
	const pages = lists.read(listed, query);
	for (;;) {
		const next = await pages.next();
		if (next.done) {
			giveHints(context, listed, query, next.value);
			return items;
		}
		for (const record of next.value) items.push(asItem(output.of(record), itemIndex));
	}
}

/** Lists records, once for each item of the input. */
export async function readMany(
	context: IExecuteFunctions,
	session: Session,
	entity: Entity,
	operation: OperationName,
	options: Options,
): Promise<INodeExecutionData[]> {
	const output: INodeExecutionData[] = [];
	const count = context.getInputData().length;
	for (let itemIndex = 0; itemIndex < count; itemIndex += 1) {
		try {
			const items = await readOne(context, session, entity, operation, options, itemIndex);
			for (const item of items) output.push(item);
		} catch (error) {
			const cancelled = error instanceof MakiniError && error.kind === 'cancelled';
			if (cancelled || !context.continueOnFail()) throw nodeError(error, { ...session, itemIndex });
			output.push(asItem(errorJson(error, itemIndex, session), itemIndex));
		}
	}
	return output;
}
