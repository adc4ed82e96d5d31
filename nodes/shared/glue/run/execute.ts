import { upperFirst } from 'lodash';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { inputError } from '../../client/errors/errors';
import { isEntity, type Resource } from '../description/resources';
import { withDoubles } from '../writes/doubles';
import { isFromFile, writeFiles } from '../files/fileInput';
import { hintAboutNames } from './readHints';
import { readMany } from './reads';
import { errorJson, nodeError } from '../session/nodeErrors';
import { asItem } from '../parameters/output';
import { readOptions, type Options } from '../parameters/parameters';
import { writeReport } from './report';
import { isWriting } from '../description/operations';
import { hintAboutOverwriting } from '../parameters/conflicts';
import { isPreview } from '../parameters/previewing';
import { openSession, type Session } from '../session/session';
import { hintAboutUnknown } from '../parameters/unknownFields';
import { Repeats } from '../writes/repeats';
import { withNamedChanges } from '../writes/outcomes';
import { hintAboutPreview, previewed, wouldCounts } from '../writes/preview';
import { hintAboutSkipped, whySkipped, type Skipped } from '../writes/skipped';
import { digest, endRun, runOf, workOf } from '../writes/writes';
import { sendRequests } from './calls';
import { forEveryItem, type EntityRun, type Results } from './everyItem';

/** Refuses what an expression, or a workflow made by hand, gives in place of a choice. */
const unknownChoice = (message: string, parameter: string): Error =>
	inputError(message, 'Choose it from the list.', parameter);

function chosenResource(context: IExecuteFunctions, resources: readonly Resource[]): Resource {
	const value = context.getNodeParameter('resource', 0);
	const found = resources.find(({ resource }) => resource === value);
	if (found) return found;
	throw unknownChoice(`The resource "${String(value)}" is not known`, 'resource');
}

function chosenOperation(context: IExecuteFunctions, resource: Resource): string {
	const operation = String(context.getNodeParameter('operation', 0));
	if (Object.hasOwn(resource.operations, operation)) return operation;
	throw unknownChoice(
		isEntity(resource)
			? `${upperFirst(resource.plural)} have no operation "${operation}"`
			: `The operation "${operation}" is not known`,
		'operation',
	);
}

async function runEntity(run: EntityRun): Promise<INodeExecutionData[]> {
	const { context, session, entity, operation, options } = run;
	const read = workOf(entity, operation);
	if (!read) return await readMany(run);
	if (isFromFile(context, entity, operation)) {
		return await writeFiles({ context, session, entity, operation }, options);
	}
	const input = context.getInputData();
	const tries = runOf(context);
	const sent: MakiniRecord[] = [];
	const repeats = new Repeats('Items');
	const prepare = (itemIndex: number) =>
		read({
			...{ context, session, entity, itemIndex, options, run: tries, sent, repeats },
			input: input[itemIndex]?.json ?? {},
		});
	const isRead = operation === 'get';
	const { preview } = session.client.requests;
	return await forEveryItem(run, {
		options,
		prepare: (itemIndex) =>
			preview ? previewed(() => prepare(itemIndex), session) : prepare(itemIndex),
		itemsOf: (record, itemIndex) => [asItem(record, itemIndex)],
		settle: async (results) => {
			if (isRead) return results;
			// Nobody else can have created what was not created.
			const settled = preview ? results : await withDoubles(run, results, ({ key }) => String(key));
			return await withNames(session, settled);
		},
		tell: (results) => {
			hintAboutUnknown(context, entity, operation, sent, preview !== undefined);
			hintAboutNames(context, session.client);
			hintAboutOverwriting(context, options);
			if (preview) hintAboutPreview(context, wouldCounts(doneIn(results)));
			else hintAboutSkipped(context, skippedOf(results, options), ['item', 'items']);
		},
		reportOf: isRead ? undefined : preview ? () => NOTHING_WRITTEN : writeReport,
	});
}

const NOTHING_WRITTEN = { text: 'It was a preview, and nothing was written.' };

const doneIn = (results: Results<MakiniRecord>): MakiniRecord[] =>
	results.flatMap((result) => (result.state === 'done' ? [result.value] : []));

/** The results with names in what changed. */
async function withNames(
	session: Session,
	results: Results<MakiniRecord>,
): Promise<Results<MakiniRecord>> {
	const named = await withNamedChanges(session, doneIn(results));
	return results.map((result) =>
		result.state === 'done' ? { ...result, value: named.shift() ?? result.value } : result,
	);
}

function skippedOf(results: Results<MakiniRecord>, options: Options): Skipped {
	const skipped = { changed: 0, exist: 0, missing: 0 };
	for (const { writeResult, key } of doneIn(results)) {
		if (writeResult === 'skipped') skipped[whySkipped(key, options)] += 1;
	}
	return skipped;
}

/**
 * The execute method of every node.
 * @throws NodeApiError or NodeOperationError with the message and description that people see.
 */
export async function executeNode(
	context: IExecuteFunctions,
	resources: readonly Resource[],
): Promise<INodeExecutionData[][]> {
	let secrets: readonly string[] = [];
	let hasBegun = false;
	try {
		const resource = chosenResource(context, resources);
		const operation = chosenOperation(context, resource);
		const options = readOptions(context);
		const credential = isEntity(resource) ? undefined : resource.credential;
		const isWrite = isEntity(resource) && isWriting(resource, operation);
		const run = digest(...runOf(context));
		const how = { ...options, run, isPreview: isWrite && isPreview(context) };
		const session = await openSession(context, how, credential);
		({ secrets } = session);
		const node = { context, session, options };
		try {
			if (isEntity(resource)) session.client.requests.assertOffered(resource, operation);
			hasBegun = true;
			const output = isEntity(resource)
				? await runEntity({ ...node, entity: resource, operation })
				: await sendRequests(node, resource, operation);
			endRun(context);
			return [output];
		} finally {
			session.end();
		}
	} catch (error) {
		// Of a node that fails, n8n leads the input out by the success output, as if it were done. Once work has begun,
		// each item says itself what became of it, and what ends the run is a cancellation.
		if (context.continueOnFail() && !hasBegun) {
			return [
				context
					.getInputData()
					.map((_, index) => asItem(errorJson(error, index, { secrets: [...secrets] }), index)),
			];
		}
		throw nodeError(error, { node: context.getNode(), secrets });
	}
}
