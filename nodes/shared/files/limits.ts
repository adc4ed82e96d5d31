import { inputError } from '../client/errors/errors';

/** Characters that one record may have at most, so that a file of another kind does not end up in memory whole. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** @throws MakiniError (input) for a line that is longer than any record. */
export function assertLength(characters: number, line: number): void {
	if (characters <= MOST_CHARACTERS) return;
	throw inputError(
		`The record on line ${line} has more than 16 million characters`,
		'Check that each record has a line of its own, and that the file is of the chosen format.',
		'binaryPropertyName',
	);
}
