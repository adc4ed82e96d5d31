/** Formats of files with records: one JSON object a line, or comma-separated values (RFC 4180). */
export const FILE_FORMATS = ['csv', 'ndjson'] as const;

export type FileFormat = (typeof FILE_FORMATS)[number];

export const FORMAT_NAMES: Readonly<Record<FileFormat, string>> = { csv: 'CSV', ndjson: 'NDJSON' };

/** A column of CSV for everything that has none of its own, as one JSON object. */
export const OTHER_COLUMN = '_other';
