import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { catalogue, type Entity, type OperationName } from '../../catalogue';
import { MakiniError } from '../../client/errors/errors';
import type { Chosen } from '../../client/records/numbers';
import type { Within } from '../../client/wire/styles';
import { readFilePlan, writeList } from '../files/fileOutput';
import { errorJson, nodeError } from '../session/nodeErrors';
import { titleCase } from '../description/labels';
import { listedBy } from '../description/operations';
import { asItem, outputOf, readOutput } from '../parameters/output';
import { withKeys } from '../parameters/referredFilters';
import { readOptionalRecord, readRecord } from '../parameters/chosenRecord';
import { readQuery, type Options } from '../parameters/parameters';
import { giveHints, hintAboutDeleted } from './readHints';
import type { Session } from '../session/session';
import { cameOutEmpty, emptyError } from '../description/shapes';

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

/** What became of one item of the input. */
interface Read {
	items: INodeExecutionData[];
	/** Deleted records that were left out. */
	leftOut: number;
}

async function readOne(
	context: IExecuteFunctions,
	session: Session,
	entity: Entity,
	operation: OperationName,
	options: Options,
	itemIndex: number,
): Promise<Read> {
	const listed = listedBy(entity, operation) ?? entity;
	const asked = readQuery(context, listed, itemIndex, options);
	const whole = wholeOf(context, entity, operation, itemIndex);
	const output = readOutput(context, listed, itemIndex);
	const file = readFilePlan(context, session.client, listed, output, options, itemIndex);
	const conditions = await withKeys(session.client, listed, asked.conditions ?? []);
	const query = { ...asked, conditions, within: await withinOf(session, whole) };
	const { lists } = session.client;
	if (file) {
		const pages = lists.readRaw(listed, query);
		const { item, report } = await writeList(context, pages, file, itemIndex);
		giveHints(context, session, listed, query, report);
		return { items: [item], leftOut: report.leftOut ?? 0 };
	}
	const items: INodeExecutionData[] = [];
	const pages = lists.read(listed, query);
	for (;;) {
		const next = await pages.next();
		if (next.done) {
			giveHints(context, session, listed, query, next.value);
			return { items, leftOut: next.value.leftOut ?? 0 };
		}
		const records = await outputOf(session.client, listed, output, next.value);
		for (const record of records) items.push(asItem(record, itemIndex));
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
	let leftOutOfAll = 0;
	for (let itemIndex = 0; itemIndex < count; itemIndex += 1) {
		try {
			const { items, leftOut } = await readOne(
				context,
				session,
				entity,
				operation,
				options,
				itemIndex,
			);
			leftOutOfAll += leftOut;
			for (const item of items) output.push(item);
		} catch (error) {
			const cancelled = error instanceof MakiniError && error.kind === 'cancelled';
			if (cancelled || !context.continueOnFail()) throw nodeError(error, { ...session, itemIndex });
			output.push(asItem(errorJson(error, itemIndex, session), itemIndex));
		}
	}
	hintAboutDeleted(context, listedBy(entity, operation) ?? entity, leftOutOfAll);
	return output;
}
