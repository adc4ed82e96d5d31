import { omit } from 'lodash';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Entity, Field } from '../../catalogue/types';
import { numberWords } from '../../catalogue/numbers';
import type { WriteResult } from '../../client/records/creations';
import type { Chosen } from '../../client/records/numbers';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { inputError, MakiniError } from '../../client/errors/errors';
import type { FileEntry } from '../../files/types';
import { withArticle } from '../description/labels';
import { asText } from '../description/shapes';
import { readFileRecord } from '../parameters/input';
import { sentFields } from '../parameters/parameters';
import type { Session } from '../session/session';
import { digest, readMatchField, runOf, upsertKey, withoutBlanks } from '../writes/writes';

/** The operations that take their records from a file. */
export type FileOperation = 'create' | 'update' | 'upsert';

/** What became of a record of a file. */
export interface LineResult {
	result: WriteResult;
	key?: string;
}

/** Writes one record whose values were read and checked. */
export type WriteRecord = () => Promise<LineResult>;

/** Writing the records of one file. */
export interface FileWriting {
	context: IExecuteFunctions;
	session: Session;
	entity: Entity;
	operation: FileOperation;
	itemIndex: number;
	/** The fields that are sent. */
	sent: readonly Field[];
	/** The field that an upsert matches by; empty for other operations. */
	matchField: string;
	/** The same for every try of one run of the node with this file. */
	attempt: readonly unknown[];
}

/** Reads the parameters that are the same for all records of a file. */
export function fileWriting(
	base: Pick<FileWriting, 'context' | 'session' | 'entity' | 'operation' | 'itemIndex'>,
	fileId: string,
): FileWriting {
	const { context, entity, operation, itemIndex } = base;
	return {
		...base,
		sent: sentFields(entity, operation),
		matchField: operation === 'upsert' ? readMatchField(base) : '',
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
export function prepareRecord(writing: FileWriting, entry: FileEntry): WriteRecord {
	const { entity, operation, matchField, attempt } = writing;
	const { client } = writing.session;
	const { values, problem, line, isUncertain } = entry;
	if (!values) {
		throw inputError(
			`The line ${problem ?? 'holds no record'}`,
			'Correct the line in the file, or remove it.',
			'binaryPropertyName',
		);
	}
	if (operation === 'update') {
		const chosen = chosenBy(values, entity);
		// The record has that number already; another spelling of it, such as with blanks, would change it.
		const changes = 'number' in chosen ? omit(values, entity.naturalKey ?? '') : values;
		const data = dataOf(writing, changes);
		client.numbers.expect(entity, chosen);
		return async () => {
			await client.records.update(entity, await client.numbers.keyOf(entity, chosen), data);
			return { result: 'updated' };
		};
	}
	const data = dataOf(writing, values);
	if (operation === 'upsert') {
		client.upserts.expect(entity, data, matchField);
		const key = upsertKey(entity, data);
		return async () => {
			const { result, record } = await client.upserts.write(entity, data, matchField, key);
			return { result, key: String(record.key) };
		};
	}
	const key = digest(...attempt, line, data);
	if (isUncertain) {
		return async () => {
			const { result } = await client.creations.createUnlessThere(entity, data, key);
			return { result };
		};
	}
	return async () => {
		await client.creations.create(entity, data, key);
		return { result: 'created' };
	};
}
