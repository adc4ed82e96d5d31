import { omit } from 'lodash';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Entity, Field } from '../../catalogue/types';
import { numberWords } from '../../catalogue/numberFields';
import type { WriteResult } from '../../client/records/creations';
import { matchValue } from '../../client/matching/matchValue';
import type { Care } from '../../client/records/edits';
import { asMeant } from '../../client/records/meant';
import type { Chosen } from '../../client/records/numbers';
import type { Plan, Resolving } from '../../client/references/resolving';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { inputError, MakiniError } from '../../client/errors/errors';
import { keyText } from '../../client/wire/keys';
import type { FileEntry } from '../../files/types';
import { withArticle } from '../../client/errors/readableText';
import { asText } from '../description/shapes';
import { readFileRecord } from '../parameters/input';
import { readConflict } from '../parameters/conflicts';
import { readMatching, type Matching } from '../parameters/matching';
import { sentFields, type Options } from '../parameters/parameters';
import { assertOwnKeys, readResolving } from '../parameters/ownKeys';
import type { Session } from '../session/session';
import { Repeats } from '../writes/repeats';
import {
	digest,
	expectUpsert,
	isMatchedByWords,
	runOf,
	upsertKey,
	withoutBlanks,
} from '../writes/writes';

/** The operations that take their records from a file. */
export type FileOperation = 'create' | 'update' | 'upsert';

/** What became of a record of a file. */
export interface LineResult {
	result: WriteResult;
	key?: string;
}

/** Writes one record whose values were read and checked. */
export type WriteRecord = () => Promise<LineResult>;

/** A record whose values were read and checked. */
export interface PreparedRecord {
	write: WriteRecord;
	data: MakiniRecord;
}

/** Writing the records of one file. */
export interface FileWriting {
	context: IExecuteFunctions;
	session: Session;
	entity: Entity;
	operation: FileOperation;
	itemIndex: number;
	/** The fields that are sent. */
	sent: readonly Field[];
	/** What an upsert matches by; none for other operations. */
	matching: Matching | undefined;
	/** The lines that mean the same record and differ; known when the file has been checked. */
	repeats: Repeats;
	/** How words in the records become keys. */
	resolving: Resolving;
	/** What is done beside the change of a record. */
	care: Care;
	options: Options;
	/** The same for every try of one run of the node with this file. */
	attempt: readonly unknown[];
}

/** Of so many values that come twice in a file it can be said in which field the lines differ. */
const MOST_NAMED = 2_000;

/** Reads the parameters that are the same for all records of a file. */
export function fileWriting(
	base: Pick<FileWriting, 'context' | 'session' | 'entity' | 'operation' | 'itemIndex'>,
	options: Options,
	fileId: string,
): FileWriting {
	const { context, entity, operation, itemIndex } = base;
	return {
		...base,
		sent: sentFields(entity, operation),
		matching: operation === 'upsert' ? readMatching(base, options) : undefined,
		repeats: new Repeats('Lines', MOST_NAMED),
		resolving: readResolving(context, itemIndex, options),
		care: { conflict: operation === 'create' ? undefined : readConflict(base, options) },
		options,
		attempt: [...runOf(context), itemIndex, operation, fileId],
	};
}

/** An error of a record, with the line that it stands on. */
export function atLine(line: number, error: unknown): unknown {
	if (!(error instanceof MakiniError) || error.kind === 'cancelled') return error;
	return new MakiniError(`Line ${line}: ${error.message}`, error.details);
}

/** The record that a line changes: by its key or, where the file has none, by its natural key. */
function chosenBy({ key, ...values }: MakiniRecord, entity: Entity): Chosen {
	if (typeof key === 'string' && key !== '') return { key };
	if (typeof key === 'number') return { key: String(key) };
	const { singular, naturalKey } = entity;
	const words = naturalKey === undefined ? '' : numberWords(entity);
	if (naturalKey !== undefined && words !== '') {
		const name = `The ${words} of the ${singular}`;
		const number = asText(values[naturalKey], name, 'binaryPropertyName').trim();
		if (number !== '') return { number };
	}
	throw inputError(
		words === ''
			? 'The record has no key'
			: `The record has neither a key nor ${withArticle(words)}`,
		`An update takes the key of the ${singular} from the field "key" of the file${words === '' ? '' : `, or its ${words} from the field "${naturalKey}"`}. Where the records may not be there yet, use Create or Update.`,
		'binaryPropertyName',
	);
}

/** Nothing in a file was entered into the form. */
const isTyped = (): boolean => false;

function planOf(writing: FileWriting, values: MakiniRecord): Plan {
	const { entity, sent, session, operation, resolving, options } = writing;
	const given = readFileRecord(entity, sent, values);
	const plan = session.client.planReferences(sent, given, resolving);
	assertOwnKeys(plan, isTyped, options);
	const filled = operation === 'create' ? withoutBlanks(given) : given;
	if (Object.keys(filled).length > 0) return plan;
	throw inputError(
		`The ${entity.singular} has no values that can be written`,
		"Name the fields as Makini names them. Fields that only the system sets, such as the record's key, are left out.",
		'binaryPropertyName',
	);
}

/**
 * Checks a record of a file and gives what writes it.
 * @throws MakiniError (input) for a line that holds no record, or values that do not fit their field.
 */
export function prepareRecord(writing: FileWriting, entry: FileEntry): PreparedRecord {
	const { values, problem } = entry;
	if (!values) {
		throw inputError(
			`The line ${problem ?? 'holds no record'}`,
			'Correct the line in the file, or remove it.',
			'binaryPropertyName',
		);
	}
	const chosen = writing.operation === 'update' ? chosenBy(values, writing.entity) : undefined;
	// The record has that number already; another spelling of it, such as with blanks, would change it.
	const isNumbered = chosen !== undefined && 'number' in chosen;
	const changes = isNumbered ? omit(values, writing.entity.naturalKey ?? '') : values;
	const plan = planOf(writing, changes);
	// A copy, since the keys are filled in later.
	const data = { ...plan.split.data };
	return { data, write: WRITES[writing.operation](writing, { entry, values, plan, chosen }) };
}

interface Line {
	entry: FileEntry;
	values: MakiniRecord;
	plan: Plan;
	/** The record that is changed. */
	chosen?: Chosen;
}

const WRITES: Readonly<Record<FileOperation, (writing: FileWriting, line: Line) => WriteRecord>> = {
	update: ({ entity, session, options, care }, { chosen = { key: '' }, values, plan }) => {
		const { edits, numbers, records } = session.client;
		const { keysOfThisConnection, removeLines } = options;
		const isByKey = 'key' in chosen && !keysOfThisConnection;
		// Key and number of a line were read together, and the file may be another connection's.
		const number = isByKey ? matchValue(values[entity.naturalKey ?? '']) : undefined;
		numbers.expect(entity, chosen);
		return async () => {
			const [key, given] = await Promise.all([numbers.keyOf(entity, chosen), plan.resolve()]);
			const data = await asMeant(records, entity, key, { number, data: given, removeLines });
			const { result } = await edits.edit(
				{ entity, key, shows: data },
				care,
				async (before) => await records.update(entity, key, data, { before }),
			);
			return { result, key };
		};
	},
	upsert: ({ entity, session, matching, repeats, care }, { entry, plan }) => {
		const { upserts } = session.client;
		const { matchField = '', rules } = matching ?? {};
		const fields = matching?.duplicateRows === 'fail' ? matching.fields : [];
		const isByWords = isMatchedByWords(plan, fields);
		expectUpsert(upserts, entity, plan, { matchField, rules });
		return async () => {
			const data = await plan.resolve();
			if (isByWords) repeats.assertAlone({ place: entry.line, entity, data, fields });
			const id = upsertKey(entity, data);
			const { result, record } = await upserts.write(entity, data, matchField, id, {
				...rules,
				care,
			});
			return { result, key: keyText(record.key) };
		};
	},
	create: ({ entity, session, attempt }, { entry: { line, isUncertain }, values, plan }) => {
		const { creations } = session.client;
		const key = digest(...attempt, line, values);
		const resolved = async (): Promise<MakiniRecord> => withoutBlanks(await plan.resolve());
		if (isUncertain) {
			return async () => ({
				result: (await creations.createUnlessThere(entity, await resolved(), key)).result,
			});
		}
		return async () => {
			await creations.create(entity, await resolved(), key);
			return { result: 'created' };
		};
	},
};
