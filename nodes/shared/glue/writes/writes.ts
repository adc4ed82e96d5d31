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
import type { MakiniRecord } from '../../client/wire/envelopes';
import { inputError } from '../../client/errors/errors';
import type { Within } from '../../client/wire/styles';
import { Journal, type Repetition } from './journal';
import { readOutput } from '../parameters/output';
import { readKey } from '../parameters/chosenKey';
import { readData } from '../parameters/parameters';
import type { Item } from '../description/resources';
import type { Work } from '../parameters/items';
import { documentUpload } from './upload';

/** Gives the JSON of the output item. */
type RecordWork = Work<MakiniRecord>;

export interface ItemContext extends Item {
	entity: Entity;
	input: MakiniRecord;
	/** Takes what the items of the run send. */
	sent: MakiniRecord[];
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
	if (!session.node.retryOnFail) return write;
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

/**
 * The field that tells whether a record exists.
 * @throws MakiniError (input) where none is chosen.
 */
export function readMatchField({
	context,
	entity,
	itemIndex,
}: Pick<ItemContext, 'context' | 'entity' | 'itemIndex'>): string {
	const field = context.getNodeParameter('matchField', itemIndex, entity.naturalKey ?? '');
	if (typeof field === 'string' && field !== '' && field !== 'key') return field;
	throw inputError(
		field === 'key'
			? 'Records cannot be matched by their key: a new record has none yet'
			: 'No field to match by is chosen',
		'Choose a field under "Match By", or use Update with the key.',
		'matchField',
	);
}

const keyOf = ({ context, entity, itemIndex }: ItemContext): string =>
	readKey(context, 'recordKey', entity.singular, itemIndex);

function dataOf(item: ItemContext, operation: OperationName): MakiniRecord {
	const data = readData(item.context, item.entity, operation, item.itemIndex, item.input);
	item.sent.push(data);
	return data;
}

/** A creation sends no empty values. */
export const withoutBlanks = (data: MakiniRecord): MakiniRecord =>
	Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== ''));

/** The record of another entity that an item's record is to be part of. */
function withinOf({ context, entity, itemIndex }: ItemContext): Within {
	const { parent } = entity;
	const owner = catalogue[parent?.entity ?? ''];
	if (!parent || !owner) throw new TypeError(`${entity.name} has no parent`);
	const key = readKey(context, 'parentKey', owner.singular, itemIndex);
	return { entity: owner, key, segment: parent.segment };
}

/** What a named action sends: a chosen value, fields of its own, or nothing. */
function actionBody(
	item: ItemContext,
	operation: OperationName,
	action: Action | undefined,
): MakiniRecord | undefined {
	if (action?.kind === 'fields') return dataOf(item, operation);
	if (action?.kind !== 'choice') return undefined;
	const { resource, singular } = catalogue[action.choices] ?? item.entity;
	return { [action.property]: readKey(item.context, resource, singular, item.itemIndex) };
}

/** Work of an operation on an existing record that is a named action of its entity. */
function actionWork(item: ItemContext, operation: OperationName): RecordWork {
	const { entity, session } = item;
	const key = keyOf(item);
	const { action } = entity.operations[operation] ?? {};
	const body = actionBody(item, operation, action);
	return onceOnly(
		item,
		[key, body],
		async () => await session.client.records.act(entity, operation, key, body),
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
		const data = withoutBlanks(dataOf(item, 'add'));
		const key = idempotencyKey(item, data);
		return onceOnly(
			item,
			identityOf(item, data),
			async () => await item.session.client.creations.create(item.entity, data, key, within),
			'another',
		);
	},
	create: (item) => {
		const data = withoutBlanks(dataOf(item, 'create'));
		const { client } = item.session;
		const key = idempotencyKey(item, data);
		return onceOnly(
			item,
			identityOf(item, data),
			async () => await client.creations.create(item.entity, data, key),
			'another',
		);
	},
	upsert: (item) => {
		const data = dataOf(item, 'upsert');
		const matchField = readMatchField(item);
		const { client } = item.session;
		client.upserts.expect(item.entity, data, matchField);
		const key = upsertKey(item.entity, data);
		const work: RecordWork = async () => {
			const { record, result } = await client.upserts.write(item.entity, data, matchField, key);
			// First, because the line items of an order fill the table of the editor.
			return { writeResult: result, ...record };
		};
		return onceOnly(item, timeless(item, data), work, 'finds');
	},
	update: (item) => {
		const key = keyOf(item);
		const within = item.entity.parent && withinOf(item);
		const data = dataOf(item, 'update');
		return onceOnly(
			item,
			[key, data],
			async () => await item.session.client.records.update(item.entity, key, data, within),
		);
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
			async () =>
				await session.client.creations.upload(
					entity,
					await documentUpload(context, itemIndex, property, title),
				),
			'another',
		);
	},
	delete: (item) => {
		const key = keyOf(item);
		return onceOnly(item, key, async () => {
			await item.session.client.records.delete(item.entity, key);
			return { deleted: true };
		});
	},
	get: (item) => {
		const key = keyOf(item);
		const { context, entity, itemIndex } = item;
		const output = readOutput(context, entity, itemIndex);
		return async () => output.of(await item.session.client.records.get(entity, key));
	},
};
