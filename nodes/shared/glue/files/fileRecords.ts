import type { IExecuteFunctions } from 'n8n-workflow';
import type { Entity, Field } from '../../catalogue/types';
import type { WriteResult } from '../../client/records/creations';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { inputError, MakiniError } from '../../client/errors/errors';
import { keyText } from '../../client/wire/keys';
import type { FileEntry } from '../../files/types';
import { readFileRecord } from '../parameters/input';
import { readMatching, type Matching } from '../parameters/matching';
import { sentFields, type Options } from '../parameters/parameters';
import type { Session } from '../session/session';
import { Repeats } from '../writes/repeats';
import { digest, runOf, upsertKey, withoutBlanks } from '../writes/writes';

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
		attempt: [...runOf(context), itemIndex, operation, fileId],
	};
}

/** An error of a record, with the line that it stands on. */
export function atLine(line: number, error: unknown): unknown {
	if (!(error instanceof MakiniError) || error.kind === 'cancelled') return error;
	return new MakiniError(`Line ${line}: ${error.message}`, error.details);
}

function keyOf({ key }: MakiniRecord, { singular }: Entity): string {
	if (typeof key === 'string' && key !== '') return key;
	if (typeof key === 'number') return String(key);
	throw inputError(
		'The record has no key',
		`An update takes the key of the ${singular} from the field "key" of the file. Where the keys are not known, use Create or Update.`,
		'binaryPropertyName',
	);
}

function dataOf({ entity, sent, operation }: FileWriting, values: MakiniRecord): MakiniRecord {
	const read = readFileRecord(entity, sent, values);
	const data = operation === 'create' ? withoutBlanks(read) : read;
	if (Object.keys(data).length > 0) return data;
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
	const data = dataOf(writing, values);
	return { data, write: WRITES[writing.operation](writing, { entry, values, data }) };
}

interface Line {
	entry: FileEntry;
	values: MakiniRecord;
	data: MakiniRecord;
}

const WRITES: Readonly<Record<FileOperation, (writing: FileWriting, line: Line) => WriteRecord>> = {
	update: ({ entity, session }, { values, data }) => {
		const key = keyOf(values, entity);
		return async () => {
			await session.client.records.update(entity, key, data);
			return { result: 'updated' };
		};
	},
	upsert: ({ entity, session, matching }, { data }) => {
		const { upserts } = session.client;
		const { matchField = '', rules } = matching ?? {};
		upserts.expect(entity, data, matchField, rules);
		const id = upsertKey(entity, data);
		return async () => {
			const { result, record } = await upserts.write(entity, data, matchField, id, rules);
			return { result, key: keyText(record.key) };
		};
	},
	create: ({ entity, session, attempt }, { entry: { line, isUncertain }, data }) => {
		const { creations } = session.client;
		const key = digest(...attempt, line, data);
		if (isUncertain) {
			return async () => ({
				result: (await creations.createUnlessThere(entity, data, key)).result,
			});
		}
		return async () => {
			await creations.create(entity, data, key);
			return { result: 'created' };
		};
	},
};
