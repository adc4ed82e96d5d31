import type { MakiniRecord } from '../client/wire/envelopes';

/** A record of a file, or what is wrong with the line where one should be. */
export interface FileEntry {
	/** Number of the line on which it begins, from 1. */
	line: number;
	/** The values as they stand, without marks; `undefined` for a line that cannot be read. */
	values?: MakiniRecord;
	/** Why the line cannot be read; continues "Line 7". */
	problem?: string;
	/** An earlier run may have written it. */
	isUncertain: boolean;
	/** What the file said, in the form in which its failures are written. */
	original: readonly string[] | MakiniRecord;
}

/** What became of a record that was not written. */
export interface Failure {
	error: string;
	isUncertain: boolean;
}

/** Reads records out of a text that comes in pieces, and writes those that failed in the same form. */
export interface RecordReader {
	/** @throws MakiniError (input) where the text as a whole is not of the format. */
	push(text: string): FileEntry[];
	/** Reads what is left when the text has ended. */
	end(): FileEntry[];
	/** What stands before the first failure. */
	failureHead(): string;
	failureLine(entry: FileEntry, failure: Failure): string;
}
