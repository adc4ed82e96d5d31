import { createHash } from 'crypto';
import { omit } from 'lodash';
import type { IExecuteFunctions } from 'n8n-workflow';
import {
	catalogue,
	type Action,
	type CommonOperation,
	type Entity,
	type OperationName,
} from '../../catalogue';
import type { Plan } from '../../client/references/resolving';
import type { MakiniRecord } from '../../client/wire/envelopes';
import type { Chosen } from '../../client/records/numbers';
import { asMeant } from '../../client/records/meant';
import { readRecord } from '../parameters/chosenRecord';
import type { Within } from '../../client/wire/styles';
import type { Care } from '../../client/records/edits';
import { shownBy } from '../../client/records/records';
import { Journal, type Repetition } from './journal';
import { told, type Outcome } from './outcomes';
import { outputOf, readOutput } from '../parameters/output';
import { readConflict } from '../parameters/conflicts';
import { readMatching, type Matching } from '../parameters/matching';
import { readData, sentFields, type Options } from '../parameters/parameters';
import {
	assertOwnChoice,
	assertOwnKeys,
	numberBesideKey,
	readResolving,
	typedFields,
} from '../parameters/ownKeys';
import type { Item } from '../description/resources';
import type { Work } from '../parameters/items';
import type { Repeats } from './repeats';
import type { Upserts } from '../../client/records/upserts';
import { documentUpload } from './upload';

/** Gives the JSON of the output item. */
type RecordWork = Work<MakiniRecord>;

export interface ItemContext extends Item {
	entity: Entity;
	input: MakiniRecord;
	options: Options;
	/** Takes what the items of the run send. */
	sent: MakiniRecord[];
	/** Takes what items are matched by, to find those that mean the same record. */
	repeats: Repeats;
	/** What {@link runOf} gives for the node. */
	run: readonly unknown[];
}

/**
 * What is the same for every try of one run of a node, n8n's own retries of the node included. As a tool, a node has
 * another run index at each try: there the calls that came to an end are counted in its place.
 */
export function runOf(context: IExecuteFunctions): readonly unknown[] {
	const { id, name } = context.getNode();
	const execution = context.getExecutionId() ?? `${Date.now()}-${Math.random()}`;
	const node = [execution, id ?? name];
	if (isTool(context)) return [...node, 'tool', toolCalls.get(JSON.stringify(node)) ?? 0];
	const { $runIndex: runIndex } = context.getWorkflowDataProxy(0) as { $runIndex?: number };
	return [...node, runIndex];
}

/** Says that a node has done what it was to do, so that the next call of it as a tool is another one. */
export function endRun(context: IExecuteFunctions): void {
	if (!isTool(context)) return;
	const { id, name } = context.getNode();
	const node = JSON.stringify([context.getExecutionId(), id ?? name]);
	const calls = (toolCalls.get(node) ?? 0) + 1;
	toolCalls.delete(node);
	toolCalls.set(node, calls);
	const [oldest] = toolCalls.keys();
	if (toolCalls.size > MOST_TOOLS && oldest !== undefined) toolCalls.delete(oldest);
}

/** Calls of nodes as tools that came to an end, by execution and node; the oldest are forgotten first. */
const toolCalls = new Map<string, number>();
const MOST_TOOLS = 1_000;

/** Older versions of n8n do not tell. */
const isTool = (context: IExecuteFunctions): boolean => context.isToolExecution?.() ?? false;

/** The same for one item. */
const attemptOf = ({ run, itemIndex }: ItemContext): unknown[] => [...run, itemIndex];

/** A short text that stands for these values. */
export const digest = (...parts: unknown[]): string =>
	createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

const idempotencyKey = (item: ItemContext, data: MakiniRecord): string =>
	digest(...attemptOf(item), data);

/** The same for the same content, whoever sends it: so two processes that create it at one moment create it once. */
export const upsertKey = (entity: Entity, data: MakiniRecord): string =>
	digest('upsert', entity.name, data);

/** One for the process: n8n's Retry On Fail is the same execution, in the same process. */
const journal = new Journal();

/**
 * Work that is done once, though n8n may run the node again. Without Retry On Fail it does not, and nothing is kept.
 * @param identity what is written, as far as it stays the same when n8n evaluates the parameters anew.
 */
function onceOnly(
	item: ItemContext,
	identity: unknown,
	write: RecordWork,
	again: Repetition = 'same',
): RecordWork {
	const { entity, session } = item;
	// n8n copies a node each time it is asked for it, so the session keeps it.
	if (!session.node.retryOnFail || session.client.requests.preview) return write;
	const name = digest('once', ...attemptOf(item), identity);
	const read = async (key: string): Promise<MakiniRecord> =>
		await session.client.records.get(entity, key);
	return Object.assign(async () => await journal.once({ name, entity, write, read, again }), {
		known: () => journal.known({ name, entity, read }),
	});
}

/** Without the times, which are evaluated anew to other ones. */
const timeless = ({ entity }: ItemContext, data: MakiniRecord): MakiniRecord =>
	omit(
		data,
		entity.fields.filter(({ type }) => type === 'dateTime').map(({ name }) => name),
	);

/** What says which record is meant: the natural key, or all but the times where there is none. */
const identityOf = (item: ItemContext, data: MakiniRecord): unknown =>
	(item.entity.naturalKey === undefined ? undefined : data[item.entity.naturalKey]) ??
	timeless(item, data);

/** A record that the work on an item needs. */
interface Needed {
	/** What says which one is meant, the same for every try. */
	chosen: Chosen;
	/** Its key, looked up at the moment of the work where it was chosen by its number. */
	key: () => Promise<string>;
}

/** The record that an operation changes. */
interface Changed extends Needed {
	/** What is to be written, made sure that it is the record that is meant and loses no lines. */
	asMeant: (key: string, data?: MakiniRecord) => Promise<MakiniRecord>;
}

function recordOf(
	{ context, session, itemIndex }: ItemContext,
	parameter: string,
	entity: Entity,
): Needed {
	const { numbers } = session.client;
	const chosen = readRecord(context, parameter, entity, itemIndex);
	numbers.expect(entity, chosen);
	return { chosen, key: async () => await numbers.keyOf(entity, chosen) };
}

function changedBy(item: ItemContext): Changed {
	const { context, session, entity, itemIndex, input, options } = item;
	const needed = recordOf(item, 'recordKey', entity);
	const located = { context, itemIndex, parameter: 'recordKey', entity, chosen: needed.chosen };
	const number = numberBesideKey(located, input, options);
	const { removeLines } = options;
	return {
		...needed,
		asMeant: async (key, data) =>
			await asMeant(session.client.records, entity, key, { number, data, removeLines }),
	};
}

/** Data of an item, with what finds out the keys that words in it stand for. */
interface Planned {
	/** As it was given. */
	given: MakiniRecord;
	plan: Plan;
}

function plannedData(item: ItemContext, operation: OperationName): Planned {
	const { context, session, entity, itemIndex, input, options } = item;
	const given = readData(context, entity, operation, itemIndex, input, options);
	const fields = sentFields(entity, operation);
	const how = readResolving(context, itemIndex, options);
	const plan = session.client.planReferences(fields, given, how);
	assertOwnKeys(plan, typedFields(context, itemIndex), options);
	item.sent.push(plan.split.data);
	return { given, plan };
}

/** Whether one of the fields that a record is matched by is known by words so far. */
export const isMatchedByWords = ({ split }: Plan, fields: readonly string[]): boolean =>
	split.wanted.some(
		({ holder, reference }) => holder === split.data && fields.includes(reference.field.name),
	);

/** Announces a record, unless the field that it is matched by is known by words so far. */
export function expectUpsert(
	upserts: Upserts,
	entity: Entity,
	plan: Plan,
	{ matchField, rules }: Pick<Matching, 'matchField'> & Partial<Pick<Matching, 'rules'>>,
): void {
	if (isMatchedByWords(plan, [matchField])) return;
	upserts.expect(entity, plan.split.data, matchField, rules);
}

/** A creation sends no empty values. */
export const withoutBlanks = (data: MakiniRecord): MakiniRecord =>
	Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== ''));

/** The record of another entity that an item's record is to be part of. */
function withinOf(item: ItemContext): () => Promise<Within> {
	const { parent, name } = item.entity;
	const owner = catalogue[parent?.entity ?? ''];
	if (!parent || !owner) throw new TypeError(`${name} has no parent`);
	const { key } = recordOf(item, 'parentKey', owner);
	return async () => ({ entity: owner, key: await key(), segment: parent.segment });
}

/** The JSON of an item's output; see {@link told}. */
function toldOf(
	{ entity, session, options }: ItemContext,
	operation: OperationName,
	outcome: Outcome,
): MakiniRecord {
	const { includeChanges = false, onConflict } = options;
	const how = {
		result: operation === 'upsert' || onConflict !== undefined,
		changes: includeChanges,
	};
	return told({ entity, session, fields: sentFields(entity, operation) }, outcome, how);
}

/** What is done beside the change of a record. */
const careOf = (item: ItemContext): Care => ({
	looks: item.options.includeChanges,
	conflict: readConflict(item, item.options),
});

/** What a named action sends: a chosen value, fields of its own, or nothing. */
interface ActionBody {
	/** The same for every try. */
	identity: unknown;
	of: () => Promise<MakiniRecord | undefined>;
}

function actionBody(
	item: ItemContext,
	operation: OperationName,
	action: Action | undefined,
): ActionBody {
	if (action?.kind === 'fields') {
		const { given, plan } = plannedData(item, operation);
		return { identity: given, of: plan.resolve };
	}
	const choices = action?.kind === 'choice' ? catalogue[action.choices] : undefined;
	if (action?.kind !== 'choice' || !choices) {
		return { identity: undefined, of: async () => await Promise.resolve(undefined) };
	}
	const { chosen, key } = recordOf(item, choices.resource, choices);
	const { context, itemIndex, options } = item;
	const parameter = choices.resource;
	assertOwnChoice({ context, itemIndex, parameter, entity: choices, chosen }, options);
	return { identity: chosen, of: async () => ({ [action.property]: await key() }) };
}

/** Work of an operation on an existing record that is a named action of its entity. */
function actionWork(item: ItemContext, operation: OperationName): RecordWork {
	const { entity, session } = item;
	const { chosen, key, asMeant: assertMeant } = changedBy(item);
	const { action } = entity.operations[operation] ?? {};
	const body = actionBody(item, operation, action);
	const { edits, records } = session.client;
	const care = careOf(item);
	return onceOnly(
		item,
		[chosen, body.identity],
		async () => {
			const [found, data] = await Promise.all([key(), body.of()]);
			await assertMeant(found);
			const shows = action?.kind === 'choice' ? shownBy(entity, operation, data) : undefined;
			const write = async (before?: MakiniRecord) =>
				await records.act(entity, operation, found, data, before);
			const edited = await edits.edit({ entity, key: found, shows }, care, write);
			const sent = action?.kind === 'fields' ? data : shows;
			return toldOf(item, operation, { ...edited, sent });
		},
		action?.method === 'POST' ? 'another' : 'same',
	);
}

type ReadItem = (item: ItemContext) => RecordWork;

/**
 * What reads the parameters of one item and gives the work to do; `undefined` for an operation that
 * lists records.
 */
export function workOf(entity: Entity, operation: OperationName): ReadItem | undefined {
	const { action } = entity.operations[operation] ?? {};
	if (action) return action.kind === 'list' ? undefined : (item) => actionWork(item, operation);
	return isSingle(operation) ? WORK[operation] : undefined;
}

type SingleOperation = Exclude<CommonOperation, 'getAll'>;

const isSingle = (operation: OperationName): operation is SingleOperation =>
	Object.hasOwn(WORK, operation);

const WORK: Readonly<Record<SingleOperation, ReadItem>> = {
	add: (item) => {
		const within = withinOf(item);
		const { given, plan } = plannedData(item, 'add');
		const { creations } = item.session.client;
		const key = idempotencyKey(item, withoutBlanks(given));
		return onceOnly(
			item,
			identityOf(item, given),
			async () => {
				const [data, owner] = await Promise.all([plan.resolve(), within()]);
				const sent = withoutBlanks(data);
				const record = await creations.create(item.entity, sent, key, owner);
				return toldOf(item, 'add', { result: 'created', record, sent });
			},
			'another',
		);
	},
	create: (item) => {
		const { given, plan } = plannedData(item, 'create');
		const { creations } = item.session.client;
		const key = idempotencyKey(item, withoutBlanks(given));
		return onceOnly(
			item,
			identityOf(item, given),
			async () => {
				const sent = withoutBlanks(await plan.resolve());
				const record = await creations.create(item.entity, sent, key);
				return toldOf(item, 'create', { result: 'created', record, sent });
			},
			'another',
		);
	},
	upsert: (item) => {
		const { entity, itemIndex, options, repeats, session } = item;
		const { given, plan } = plannedData(item, 'upsert');
		const matching = readMatching(item, options);
		const { matchField, rules, fields, duplicateRows } = matching;
		const { upserts } = session.client;
		expectUpsert(upserts, entity, plan, matching);
		const care = careOf(item);
		// A copy, since the keys are filled in later.
		const row = { place: itemIndex, entity, data: { ...plan.split.data }, fields };
		if (duplicateRows === 'fail') repeats.add(row);
		const isByWords = duplicateRows === 'fail' && isMatchedByWords(plan, fields);
		const write: RecordWork = async () => {
			const data = await plan.resolve();
			if (isByWords) repeats.assertAlone({ ...row, data });
			const key = upsertKey(entity, data);
			const how = { ...rules, care };
			return toldOf(item, 'upsert', await upserts.write(entity, data, matchField, key, how));
		};
		const work = onceOnly(item, timeless(item, given), write, 'finds');
		return Object.assign(work, { problem: () => repeats.errorOf(row) });
	},
	update: (item) => {
		const { entity, session } = item;
		const changed = changedBy(item);
		const { chosen, key } = changed;
		const within = entity.parent && withinOf(item);
		const { given, plan } = plannedData(item, 'update');
		const care = careOf(item);
		return onceOnly(item, [chosen, given], async () => {
			const [found, owner, data] = await Promise.all([key(), within?.(), plan.resolve()]);
			const sent = await changed.asMeant(found, data);
			const { edits, records } = session.client;
			const edited = { entity, key: found, within: owner, shows: sent };
			const written = await edits.edit(
				edited,
				care,
				async (before) => await records.update(entity, found, sent, { within: owner, before }),
			);
			return toldOf(item, 'update', { ...written, sent });
		});
	},
	upload: (item) => {
		const { context, entity, itemIndex, session } = item;
		const property = String(context.getNodeParameter('binaryPropertyName', itemIndex, 'data'));
		const name = String(context.getNodeParameter('documentName', itemIndex, '')).trim();
		const { fileName } = context.helpers.assertBinaryData(itemIndex, property);
		const title = name || (fileName ?? property);
		return onceOnly(
			item,
			title,
			async () => {
				const upload = await documentUpload(context, itemIndex, property, title);
				const record = await session.client.creations.upload(entity, upload);
				return toldOf(item, 'upload', { result: 'created', record, sent: { name: title } });
			},
			'another',
		);
	},
	delete: (item) => {
		const { entity, session } = item;
		const { chosen, asMeant: assertMeant } = changedBy(item);
		const { edits, numbers, records } = session.client;
		const care = careOf(item);
		return onceOnly(item, chosen, async () => {
			const key = await numbers.keyToDelete(entity, chosen);
			await assertMeant(key);
			const number = 'number' in chosen ? chosen.number : undefined;
			const edited = await edits.edit({ entity, key }, care, async () => {
				await records.delete(entity, key, number);
				return {};
			});
			const { before: record = {}, result } = edited;
			return toldOf(item, 'delete', result === 'skipped' ? edited : { result: 'deleted', record });
		});
	},
	get: (item) => {
		const { context, session, entity, itemIndex } = item;
		const { key } = recordOf(item, 'recordKey', entity);
		const output = readOutput(context, entity, itemIndex);
		const { client } = session;
		return async () => {
			const record = await client.records.get(entity, await key());
			const [shown = record] = await outputOf(client, entity, output, [record]);
			return shown;
		};
	},
};
