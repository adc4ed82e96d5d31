import { upperFirst } from 'lodash';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Entity, OperationName } from '../../catalogue/types';
import type { ItemResult } from '../../client/traffic/batches';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { inputError } from '../../client/errors/errors';
import { withDoubles } from '../writes/doubles';
import { isFromFile, writeFiles } from '../files/fileInput';
import { isCancellation, prepareItems, runItems } from '../parameters/items';
import { readMany } from './reads';
import { errorJson, nodeError } from '../session/nodeErrors';
import { asItem } from '../parameters/output';
import { readOptions, type Options } from '../parameters/parameters';
import { writeReport } from './report';
import { openSession, type Session } from '../session/session';
import { hintAboutUnknown } from '../parameters/unknownFields';
import { endRun, runOf, workOf, type Work } from '../writes/writes';

const isWrite = (operation: OperationName): boolean => operation !== 'get';

function chosenEntity(context: IExecuteFunctions, entities: readonly Entity[]): Entity {
	const resource = context.getNodeParameter('resource', 0);
	const entity = entities.find((candidate) => candidate.resource === resource);
	if (entity) return entity;
	throw inputError(
		`The resource "${String(resource)}" is not known`,
		'Choose it from the list.',
		'resource',
	);
}

function chosenOperation(context: IExecuteFunctions, entity: Entity): OperationName {
	const operation = String(context.getNodeParameter('operation', 0));
	if (Object.hasOwn(entity.operations, operation)) return operation as OperationName;
	throw inputError(
		`${upperFirst(entity.plural)} have no operation "${operation}"`,
		'Choose it from the list.',
		'operation',
	);
}

/** Stops the node with the first failure, and with what became of all other items. */
function stop(
	session: Session,
	operation: OperationName,
	results: ReadonlyArray<ItemResult<MakiniRecord>>,
	itemIndex: number,
): never {
	const failure = results[itemIndex];
	const report = isWrite(operation) && results.length > 1 ? writeReport(results) : undefined;
	throw nodeError(failure?.state === 'failed' ? failure.error : undefined, {
		...session,
		itemIndex,
		addition: report?.text,
		report: report?.data,
	});
}

async function runOperation(
	context: IExecuteFunctions,
	session: Session,
	entity: Entity,
	operation: OperationName,
	options: Options,
): Promise<INodeExecutionData[]> {
	session.client.requests.assertOffered(entity, operation);
	const read = workOf(entity, operation);
	if (!read) {
		return await readMany(context, session, entity, operation, options);
	}
	if (isFromFile(context, entity, operation)) {
		return await writeFiles({ context, session, entity, operation }, options);
	}
	const input = context.getInputData();
	const run = runOf(context);
	const sent: MakiniRecord[] = [];
	const items = prepareItems(context, (itemIndex) =>
		read({
			...{ context, session, entity, itemIndex, run, sent },
			input: input[itemIndex]?.json ?? {},
		}),
	);
	const stopOnError = !context.continueOnFail();
	const stopped = await runItems(items, options, { stopOnError, clock: session.clock });
	const tried = await withKnown(items, stopped);
	const results = await withDoubles({ context, session, entity }, tried, ({ key }) => String(key));
	const cancelled = results.findIndex(isCancellation);
	if (cancelled >= 0) stop(session, operation, results, cancelled);
	const failed = results.findIndex(({ state }) => state === 'failed');
	if (failed >= 0 && stopOnError) stop(session, operation, results, failed);
	hintAboutUnknown(context, entity, operation, sent);
	return results.flatMap((result, itemIndex) => {
		if (result.state === 'done') return [asItem(result.value, itemIndex)];
		if (result.state === 'failed')
			return [asItem(errorJson(result.error, itemIndex, session), itemIndex)];
		return [];
	});
}

/** What was not tried this time, but in an earlier try of the run, is as it was then. */
async function withKnown(
	items: ReadonlyArray<Work | { invalid: unknown }>,
	results: ReadonlyArray<ItemResult<MakiniRecord>>,
): Promise<Array<ItemResult<MakiniRecord>>> {
	const complete = results.map(async (result, itemIndex): Promise<ItemResult<MakiniRecord>> => {
		const item = items[itemIndex];
		const known = result.state === 'notTried' && typeof item === 'function' && item.known?.();
		if (!known) return result;
		return await known().then(
			(value) => ({ state: 'done', value }),
			(error: unknown) => ({ state: 'failed', error }),
		);
	});
	return await Promise.all(complete);
}

/** Opens the session; what is wrong before an item can be looked at concerns all of them. */
async function open(
	context: IExecuteFunctions,
	entities: readonly Entity[],
): Promise<{ session: Session; entity: Entity; operation: OperationName; options: Options }> {
	const entity = chosenEntity(context, entities);
	const operation = chosenOperation(context, entity);
	const options = readOptions(context);
	return { session: await openSession(context, options), entity, operation, options };
}

/**
 * The execute method of every entity node.
 * @throws NodeApiError or NodeOperationError with the message and description that people see.
 */
export async function executeNode(
	context: IExecuteFunctions,
	entities: readonly Entity[],
): Promise<INodeExecutionData[][]> {
	let secrets: readonly string[] = [];
	try {
		const { session, entity, operation, options } = await open(context, entities);
		secrets = session.secrets;
		try {
			const output = await runOperation(context, session, entity, operation, options);
			endRun(context);
			return [output];
		} finally {
			session.end();
		}
	} catch (error) {
		throw nodeError(error, { node: context.getNode(), secrets });
	}
}
