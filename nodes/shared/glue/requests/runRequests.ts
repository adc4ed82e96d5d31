import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ItemResult } from '../../client/traffic/batches';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { inputError } from '../../client/errors/errors';
import { Requests } from '../../client/requests/requests';
import { isCancellation, prepareItems, runItems } from '../parameters/items';
import { errorJson, nodeError } from '../session/nodeErrors';
import { asItem } from '../parameters/output';
import { readOptions, type Options } from '../parameters/parameters';
import { ranges } from '../run/report';
import { openAccess, type ConnectionAccess } from '../session/session';
import type { RequestContext } from '../session/types';
import { CREDENTIAL, type CredentialName } from '../session/settings';
import { chosenCredential } from '../session/chosenCredential';
import type { RequestOperation, RequestResource, RequestSession } from './types';

type Result = ItemResult<MakiniRecord[]>;

/** Opens a credential for requests that belong to no entity. */
export async function openRequests(
	context: RequestContext,
	credential: CredentialName,
	options: Options = {},
): Promise<{ access: ConnectionAccess; session: RequestSession }> {
	const chosenType = credential === CREDENTIAL ? chosenCredential(context) : credential;
	const access = await openAccess(context, chosenType, options);
	const { secrets } = access;
	return {
		access,
		session: {
			client: new Requests(access.options),
			connection: access.options.connection,
			secrets,
		},
	};
}

function chosen<T>(
	context: IExecuteFunctions,
	parameter: 'resource' | 'operation',
	offered: readonly T[],
	valueOf: (candidate: T) => string,
): T {
	const value = String(context.getNodeParameter(parameter, 0));
	const found = offered.find((candidate) => valueOf(candidate) === value);
	if (found) return found;
	throw inputError(
		`The ${parameter} "${value}" is not known`,
		'Choose it from the list.',
		parameter,
	);
}

/** Which items were done and which were not tried, for a run of several that stops. */
function reportOf(results: readonly Result[]): string | undefined {
	if (results.length < 2) return undefined;
	const indexes = (state: Result['state']): string =>
		ranges(results.flatMap((result, index) => (result.state === state ? [index] : [])));
	const notTried = indexes('notTried');
	return [
		indexes('done') ? `Already done: items ${indexes('done')}.` : 'Nothing was done.',
		`Failed: ${indexes('failed')}.`,
		notTried ? `Not tried: ${notTried}.` : '',
	]
		.filter(Boolean)
		.join(' ');
}

async function runOperation(
	context: IExecuteFunctions,
	{ access, session }: { access: ConnectionAccess; session: RequestSession },
	operation: RequestOperation,
	options: Options,
): Promise<INodeExecutionData[]> {
	const items = prepareItems(context, (itemIndex) =>
		operation.prepare({ context, session, itemIndex }),
	);
	const stopOnError = !context.continueOnFail();
	// One after the other unless told: what the requests do to each other is not known here.
	const plan = { ...options, concurrency: options.concurrency ?? 1 };
	const results = await runItems(items, plan, { stopOnError, clock: access.clock });
	const cancelled = results.findIndex(isCancellation);
	const failed = results.findIndex(({ state }) => state === 'failed');
	const itemIndex = cancelled >= 0 ? cancelled : stopOnError ? failed : -1;
	const failure = results[itemIndex];
	if (failure?.state === 'failed') {
		throw nodeError(failure.error, { ...access, itemIndex, addition: reportOf(results) });
	}
	const output: INodeExecutionData[] = [];
	results.forEach((result, index) => {
		if (result.state === 'done') {
			for (const json of result.value) output.push(asItem(json, index));
		} else if (result.state === 'failed') {
			output.push(asItem(errorJson(result.error, index, access), index));
		}
	});
	return output;
}

/**
 * The execute method of nodes whose operations are requests of their own.
 * @throws NodeApiError or NodeOperationError with the message and description that people see.
 */
export async function executeRequests(
	context: IExecuteFunctions,
	resources: readonly RequestResource[],
): Promise<INodeExecutionData[][]> {
	let secrets: readonly string[] = [];
	try {
		const resource = chosen(context, 'resource', resources, (each) => each.resource);
		const operation = chosen(context, 'operation', resource.operations, ({ value }) => value);
		const options = readOptions(context);
		const opened = await openRequests(context, resource.credential, options);
		secrets = opened.access.secrets;
		try {
			return [await runOperation(context, opened, operation, options)];
		} finally {
			opened.access.end();
		}
	} catch (error) {
		throw nodeError(error, { node: context.getNode(), secrets });
	}
}
