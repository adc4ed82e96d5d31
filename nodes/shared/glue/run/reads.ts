import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { catalogue, type Entity, type OperationName } from '../../catalogue';
import { MakiniError } from '../../client/errors/errors';
import type { Within } from '../../client/wire/styles';
import { readFilePlan, writeList } from '../files/fileOutput';
import { errorJson, nodeError } from '../session/nodeErrors';
import { titleCase } from '../description/labels';
import { listedBy } from '../description/operations';
import { asItem, outputOf, readOutput } from '../parameters/output';
import { withKeys } from '../parameters/referredFilters';
import { readKey, readOptionalKey, readQuery, type Options } from '../parameters/parameters';
import { giveHints, hintAboutDeleted } from './readHints';
import type { Session } from '../session/session';
import { cameOutEmpty, emptyError } from '../description/shapes';

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
	const given = readQuery(context, listed, itemIndex, options);
	const within = withinOf(context, entity, operation, itemIndex);
	const output = readOutput(context, listed, itemIndex);
	const file = readFilePlan(context, session.client, listed, output, options, itemIndex);
	const conditions = await withKeys(session.client, listed, given.conditions ?? []);
	const query = { ...given, conditions, within };
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
