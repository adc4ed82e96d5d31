import type { Entity } from '../../catalogue/types';
import { numberWords } from '../../catalogue/numberFields';
import { MakiniError } from '../errors/errors';
import { givesLines, leftOutLines, type LeftOut } from '../matching/leftOutLines';
import { withOwnLineKeys } from '../matching/ownLines';
import { isOther } from '../matching/matchValue';
import type { MakiniRecord } from '../wire/envelopes';
import type { Records } from './records';

/** What is known of a record that is to be changed, beside its key, and of what the change may do to it. */
export interface Meant {
	/** The number of the record that the key came with, from wherever that was read. */
	number?: string;
	/** What is to be written. */
	data?: MakiniRecord;
	/** Whether lines that the data leave out are to go. */
	removeLines?: boolean;
}

/** How many lines an error names. */
const MOST_NAMED = 10;

const lineName = ({ lineNo, code, name, key }: MakiniRecord): string => {
	const [number, what] = [lineNo ?? key, code ?? name].map((part) =>
		typeof part === 'string' || typeof part === 'number' ? String(part) : '',
	);
	return what ? `${number ?? ''} (${what})` : (number ?? '');
};

function leavesOut({ singular }: Entity, { field, lines, of }: LeftOut): MakiniError {
	const named = lines.slice(0, MOST_NAMED).map(lineName).join(', ');
	const more = lines.length > MOST_NAMED ? ` and ${lines.length - MOST_NAMED} more` : '';
	return new MakiniError(
		`${field.label} leaves out ${lines.length} of the ${of} lines that the ${singular} has`,
		{
			kind: 'ambiguous',
			hint: `An update gives the whole list, so these lines could be lost: ${named}${more}. Nothing was written. Get the ${singular} first, and give all of its lines with their line numbers (lineNo), with the new ones added. Where lines are to go, turn on "Remove Lines Left Out" under "Options".`,
			parameter: `fields.${field.name}`,
		},
	);
}

function isAnother(entity: Entity, key: string, number: string, record: MakiniRecord): MakiniError {
	const { singular, naturalKey = '' } = entity;
	const words = numberWords(entity);
	return new MakiniError(
		`The key "${key}" is the ${singular} "${String(record[naturalKey])}" in this connection, but the item is "${number}"`,
		{
			kind: 'ambiguous',
			hint: `The key may have been read from another connection, where it is another ${singular}. Nothing was done. Choose the ${singular} by its ${words}. Where the key was read from this very connection, and the ${words} differs on purpose, turn on "Keys Are of This Connection" under "Options".`,
			parameter: 'recordKey',
		},
	);
}

/**
 * Makes sure, before a record is changed or deleted, that it is the one that is meant and loses nothing that nobody
 * spoke of. It is read only where there is something to compare. What is not there is left to the change itself.
 * @returns what is to be written, whose lines have the keys that they have in this record.
 * @throws MakiniError (ambiguous) where the key is another record's, or where lines would be left out.
 */
export async function asMeant(
	records: Records,
	entity: Entity,
	key: string,
	{ number, data = {}, removeLines = false }: Meant,
): Promise<MakiniRecord> {
	const mayLose = !removeLines && givesLines(entity.fields, data);
	const bare = withOwnLineKeys(entity.fields, data);
	if (!entity.operations.get || (number === undefined && !mayLose && bare === data)) return bare;
	const record = await records.find(entity, key).catch((error: unknown) => {
		// Whoever lets lines go needs no look at them.
		const isLocked = error instanceof MakiniError && error.kind === 'permission';
		if (isLocked && removeLines && number === undefined) return undefined;
		throw error;
	});
	if (!record) return bare;
	if (number !== undefined && isOther(entity, entity.naturalKey ?? '', number, record)) {
		throw isAnother(entity, key, number, record);
	}
	const leftOut = mayLose ? leftOutLines(entity.fields, data, record) : undefined;
	if (leftOut) throw leavesOut(entity, leftOut);
	return withOwnLineKeys(entity.fields, data, record);
}
