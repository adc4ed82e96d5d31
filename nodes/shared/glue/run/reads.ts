import { sumBy } from 'lodash';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { catalogue, type Entity, type OperationName } from '../../catalogue';
import { takeAll } from '../../client/paging/pages';
import type { Chosen } from '../../client/records/numbers';
import type { ItemResult } from '../../client/traffic/batches';
import type { Within } from '../../client/wire/styles';
import { readChanges } from '../changes/readChanges';
import { readFilePlan, writeList } from '../files/fileOutput';
import { titleCase } from '../description/labels';
import { listedBy } from '../description/operations';
import { asItem, outputOf, readOutput } from '../parameters/output';
import { withKeys } from '../parameters/referredFilters';
import { readOptionalRecord, readRecord } from '../parameters/chosenRecord';
import { readQuery } from '../parameters/parameters';
import { readSince } from '../parameters/sinceLastRun';
import { forEveryItem, type EntityRun } from './everyItem';
import { giveHints, hintAboutDeleted, hintAboutNames } from './readHints';
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
	{ context, session, entity, operation, options }: EntityRun,
	itemIndex: number,
): Promise<Read> {
	const listed = listedBy(entity, operation) ?? entity;
	const asked = readQuery(context, listed, itemIndex, options);
	const whole = wholeOf(context, entity, operation, itemIndex);
	const output = readOutput(context, listed, itemIndex);
	const since = readSince(context, itemIndex, asked, options);
	const file = readFilePlan(context, session.client, listed, output, options, itemIndex);
	const conditions = await withKeys(session.client, listed, asked.conditions ?? []);
	const query = { ...asked, conditions, within: await withinOf(session, whole) };
	const { lists } = session.client;
	if (since) {
		const { records, keep } = await readChanges(context, session, listed, query, since);
		const shown = await outputOf(session.client, listed, output, records);
		// What fails before this counts as not given out.
		keep();
		hintAboutNames(context, session.client);
		return { items: shown.map((record) => asItem(record, itemIndex)), leftOut: 0 };
	}
	if (file) {
		const pages = lists.readRaw(listed, query);
		const { item, report } = await writeList(context, pages, file, itemIndex);
		giveHints(context, session, listed, query, report);
		return { items: [item], leftOut: report.leftOut ?? 0 };
	}
	const items: INodeExecutionData[] = [];
	const report = await takeAll(lists.read(listed, query), async (records) => {
		const shown = await outputOf(session.client, listed, output, records);
		for (const record of shown) items.push(asItem(record, itemIndex));
	});
	giveHints(context, session, listed, query, report);
	return { items, leftOut: report.leftOut ?? 0 };
}

const leftOutOf = (result: ItemResult<Read>): number =>
	result.state === 'done' ? result.value.leftOut : 0;

/** Lists records, once for each item of the input. */
export const readMany = async (run: EntityRun): Promise<INodeExecutionData[]> =>
	await forEveryItem(run, {
		options: { concurrency: 1 },
		// Its parameters are read in its turn: what came before a mistake is there already.
		prepare: (itemIndex) => async () => await readOne(run, itemIndex),
		itemsOf: ({ items }) => items,
		tell: (results) => {
			const listed = listedBy(run.entity, run.operation) ?? run.entity;
			hintAboutDeleted(run.context, listed, sumBy(results, leftOutOf));
		},
	});
