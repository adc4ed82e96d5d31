/** Formats of files with records: one JSON object a line, or comma-separated values (RFC 4180). */
export const FILE_FORMATS = ['csv', 'ndjson'] as const;

export type FileFormat = (typeof FILE_FORMATS)[number];

export const FORMAT_NAMES: Readonly<Record<FileFormat, string>> = { csv: 'CSV', ndjson: 'NDJSON' };

/** A column of CSV for everything that has none of its own, as one JSON object. */
export const OTHER_COLUMN = '_other';

/** What a file of failed records says of each, beside what it was. Never sent. */
export const MARKS = {
	/** What is wrong. */
	error: '_error',
	/** A line that could not be read, as it was. */
	text: '_text',
	/** "true" where the record may have been written all the same. */
	uncertain: '_uncertain',
} as const;

export const MARK_NAMES: readonly string[] = Object.values(MARKS);
