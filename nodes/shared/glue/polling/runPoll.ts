import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { MakiniError } from '../../client/errors/errors';
import { chosenCredential } from '../session/chosenCredential';
import { nodeError } from '../session/nodeErrors';
import { openAccess, type ConnectionAccess } from '../session/session';
import { pollForConnection } from './pollConnection';
import { itemsOf, type Polled } from './pollOutput';
import { readPollOptions, readSource } from './pollParameters';
import { pollForRecords } from './pollRecords';

/** Milliseconds of a poll where n8n does not say how much it gives. */
const BUDGET_MS = 30_000;

/** Name of the state in what n8n keeps for the node. */
const STATE = 'polling';

/**
 * The polls that are under way in this process, by node. n8n starts polls on time, whether the one before has ended or
 * not; two that go on from one state would give the same changes out.
 */
const underWay = new Map<string, Promise<unknown>>();

/** How long n8n lets a poll work; older versions do not say. */
const budgetOf = (context: IPollFunctions): number =>
	typeof context.getPollBudgetMs === 'function' ? context.getPollBudgetMs() : BUDGET_MS;

/** The error of a poll that has read nothing; being out of time is no cancellation by a person. */
function failureOf(failure: unknown, budgetMs: number): unknown {
	if (!(failure instanceof MakiniError) || failure.kind !== 'cancelled') return failure;
	return new MakiniError(
		`Makini gave nothing within the ${Math.round(budgetMs / 1000)} s of this poll`,
		{
			kind: 'unreachable',
			hint: 'It may be slow, or its rate limit may be used up. No change is lost: the next poll goes on from here. If it stays, poll less often or lower "Page Size".',
		},
	);
}

async function pollOnce(
	context: IPollFunctions,
	access: ConnectionAccess,
	options: ReturnType<typeof readPollOptions>,
	budgetMs: number,
): Promise<INodeExecutionData[][] | null> {
	const kept = context.getWorkflowStaticData('node');
	const polled: Polled =
		readSource(context) === 'records'
			? await pollForRecords(context, access, { options, budgetMs, stored: kept[STATE] })
			: await pollForConnection(context, access, kept[STATE]);
	// Kept only now, together with the items that it counts as given out.
	if (polled.state) kept[STATE] = polled.state;
	const { deliveries, failure, progressed } = polled;
	if (deliveries.length > 0) {
		if (failure !== undefined) {
			const { message } = nodeError(failureOf(failure, budgetMs), access);
			context.logger.warn(`A poll gave out what it had read before it failed: ${message}`);
		}
		return [itemsOf(deliveries)];
	}
	const isOutOfTime = failure instanceof MakiniError && failure.kind === 'cancelled';
	if (failure !== undefined && !(isOutOfTime && progressed)) throw failure;
	return null;
}

async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const budgetMs = budgetOf(context);
	let secrets: readonly string[] = [];
	try {
		const options = readPollOptions(context);
		const access = await openAccess(context, chosenCredential(context), {
			systemType: options.systemType,
			maxWait: options.maxWait,
			signal: AbortSignal.timeout(budgetMs),
		});
		secrets = access.secrets;
		try {
			return await pollOnce(context, access, options, budgetMs);
		} finally {
			access.end();
		}
	} catch (error) {
		throw nodeError(failureOf(error, budgetMs), { node: context.getNode(), secrets });
	}
}

/**
 * The poll method of the trigger.
 * @returns the items of this poll, or `null` where nothing happened.
 * @throws NodeApiError or NodeOperationError with the message and description that people see.
 */
export async function pollNode(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return await poll(context);
	const place = `${context.getWorkflow().id ?? ''}:${context.getNode().id}`;
	const earlier = underWay.get(place);
	if (earlier) {
		// When any poll of a workflow returns, n8n 2.40 takes away what expressions of all of them are
		// evaluated in, those of the credential included: the requests of the earlier one would fail.
		await earlier.catch(() => undefined);
		return null;
	}
	const now = poll(context).finally(() => underWay.delete(place));
	underWay.set(place, now);
	return await now;
}
