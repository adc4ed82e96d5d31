import type { IExecuteFunctions } from 'n8n-workflow';
import type { Entity } from '../../catalogue/types';
import type { ItemResult } from '../../client/traffic/batches';
import { MakiniError } from '../../client/errors/errors';
import type { Double } from '../../client/matching/matches';
import { hintAtOutput } from '../session/progressHints';
import type { Session } from '../session/session';
import { digest, runOf } from './writes';

interface Run {
	context: IExecuteFunctions;
	session: Session;
	entity: Entity;
}

/** What was found in earlier tries of a run, by its name: another try gets its records from the journal. */
const foundBy = new Map<string, ReadonlyMap<string, Double>>();

/** Runs that are remembered; the oldest are forgotten first. */
const MOST_RUNS = 1_000;

function remember(name: string, found: ReadonlyMap<string, Double>): ReadonlyMap<string, Double> {
	const all = new Map([...(foundBy.get(name) ?? []), ...found]);
	if (all.size === 0) return all;
	foundBy.set(name, all);
	const [oldest] = foundBy.keys();
	if (foundBy.size > MOST_RUNS && oldest !== undefined) foundBy.delete(oldest);
	return all;
}

async function look({ context, session, entity }: Run): Promise<ReadonlyMap<string, Double>> {
	if (session.clock.cancelled()) return new Map();
	return await session.client.upserts.doubles().catch((error: unknown) => {
		if (!(error instanceof MakiniError)) throw error;
		hintAtOutput(
			context,
			'warning',
			`Whether somebody else created the same ${entity.plural} meanwhile could not be checked: ${error.message}`,
		);
		return new Map<string, Double>();
	});
}

/**
 * What became of the items of a Create or Update, after a look for records that somebody else
 * created at the same moment: an item whose record is there twice now has failed, and says so with
 * all keys.
 * @param keyOf the key of the record that an item has written, out of its result.
 */
export async function withDoubles<T>(
	run: Run,
	results: ReadonlyArray<ItemResult<T>>,
	keyOf: (result: T) => string | undefined,
): Promise<Array<ItemResult<T>>> {
	const found = remember(digest('doubles', ...runOf(run.context)), await look(run));
	return results.map((result) => {
		const key = result.state === 'done' ? keyOf(result.value) : undefined;
		const double = key === undefined ? undefined : found.get(key);
		return double ? { state: 'failed', error: doubled(run.entity, double) } : result;
	});
}

const doubled = ({ singular, plural }: Entity, { value, keys }: Double): MakiniError =>
	new MakiniError(`There are ${keys.length} ${plural} ${value} now`, {
		kind: 'ambiguous',
		mayBeWritten: true,
		hint: `The ${singular} was not there and was created, and at the same moment somebody else created it too. Look at these in Makini, and delete what is too many. Keys: ${keys.join(', ')}.`,
	});
