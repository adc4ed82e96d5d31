import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Entity, OperationName } from '../catalogue/types';
import { requireMatchValue } from '../client/client';
import type { MakiniRecord } from '../client/envelopes';
import { inputError } from '../client/errors';
import { createdBefore, rememberCreation } from './createdBefore';
import { outputOf } from './output';
import { readData, readKey } from './parameters';
import type { Session } from './session';

/** Work on one item, its parameters already read and checked; gives the JSON of the output item. */
export type Work = () => Promise<MakiniRecord>;

export interface ItemContext {
	context: IExecuteFunctions;
	session: Session;
	entity: Entity;
	itemIndex: number;
	input: MakiniRecord;
}

/**
 * The same for every try of one item of one execution, n8n's own retries of the node included, and different for
 * everything else.
 */
function idempotencyKey({ context, itemIndex }: ItemContext, data: MakiniRecord): string {
	const { id, name } = context.getNode();
	const { $runIndex: runIndex } = context.getWorkflowDataProxy(itemIndex) as { $runIndex?: number };
	const execution = context.getExecutionId() ?? `${Date.now()}-${Math.random()}`;
	return createHash('sha256')
		.update(JSON.stringify([execution, id ?? name, runIndex, itemIndex, data]))
		.digest('hex')
		.slice(0, 32);
}

function readMatchField({ context, entity, itemIndex }: ItemContext): string {
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

const dataOf = (item: ItemContext, operation: OperationName): MakiniRecord =>
	readData(item.context, item.entity, operation, item.itemIndex, item.input);

const withoutBlanks = (data: MakiniRecord): MakiniRecord =>
	Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== ''));

/** Reads the parameters of one item and gives the work to do, for every operation on single records. */
export const WORK: Readonly<Record<Exclude<OperationName, 'getAll'>, (item: ItemContext) => Work>> =
	{
		create: (item) => {
			const data = withoutBlanks(dataOf(item, 'create'));
			const { client } = item.session;
			const key = idempotencyKey(item, data);
			return async () => {
				const earlier = createdBefore(key);
				if (earlier !== undefined) return await client.get(item.entity, earlier);
				const { record } = await client.create(item.entity, data, key);
				rememberCreation(key, record.key);
				return record;
			};
		},
		upsert: (item) => {
			const data = dataOf(item, 'upsert');
			const matchField = readMatchField(item);
			requireMatchValue(item.entity, data, matchField);
			const { client } = item.session;
			const key = idempotencyKey(item, data);
			return async () => {
				const { record, result } = await client.upsert(item.entity, data, matchField, key);
				return { ...record, writeResult: result };
			};
		},
		update: (item) => {
			const key = keyOf(item);
			const data = dataOf(item, 'update');
			return async () => await item.session.client.update(item.entity, key, data);
		},
		updateStatus: (item) => {
			const key = keyOf(item);
			const status = readKey(item.context, 'status', 'status', item.itemIndex);
			return async () => await item.session.client.act(item.entity, 'updateStatus', key, status);
		},
		delete: (item) => {
			const key = keyOf(item);
			return async () => {
				await item.session.client.delete(item.entity, key);
				return { deleted: true };
			};
		},
		get: (item) => {
			const key = keyOf(item);
			const { context, entity, itemIndex } = item;
			const mode = String(context.getNodeParameter('output', itemIndex, 'all'));
			const selected = context.getNodeParameter('outputFields', itemIndex, []) as string[];
			const output = outputOf(entity, mode, selected);
			return async () => output(await item.session.client.get(entity, key));
		},
	};
