import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { inputError } from '../../client/errors/errors';
import { FILE_FORMATS, type FileFormat } from '../../files/formats';
import { readBinaryProperty } from './fileOutput';

/** A file of the input that can be read as often as needed. */
export interface FileSource {
	fileName: string;
	format: FileFormat;
	/** Tells the file from others of the same execution. */
	id: string;
	open(): AsyncGenerator<Uint8Array>;
}

/** What names and types of files say about their format. */
const TELLS: ReadonlyArray<readonly [RegExp, FileFormat]> = [
	[/\.(csv|tsv)$/i, 'csv'],
	[/\.(ndjson|jsonl)$/i, 'ndjson'],
	[/^text\/(csv|tab-separated-values)\b/i, 'csv'],
	[/^application\/(x-)?(ndjson|jsonl|json-lines)\b/i, 'ndjson'],
];

function formatOf(chosen: unknown, { fileName = '', mimeType }: IBinaryData): FileFormat {
	const format = FILE_FORMATS.find((candidate) => candidate === chosen);
	if (format) return format;
	const told = [fileName, mimeType].flatMap((text) =>
		TELLS.filter(([pattern]) => pattern.test(text)).map(([, meant]) => meant),
	);
	if (told[0]) return told[0];
	throw inputError(
		`It cannot be told whether the file ${fileName || 'of the input'} is CSV or NDJSON`,
		'Choose the format under "File Format", or name the file .csv or .ndjson.',
		'fileFormat',
	);
}

/** The file that an item's parameters name. n8n's own error, where there is none, says which field lacks it. */
export function readFileSource(context: IExecuteFunctions, itemIndex: number): FileSource {
	const property = readBinaryProperty(context, itemIndex);
	const binary = context.helpers.assertBinaryData(itemIndex, property);
	const format = formatOf(context.getNodeParameter('fileFormat', itemIndex, 'auto'), binary);
	const { id, fileName = property } = binary;
	return {
		fileName,
		format,
		id: id ?? `${fileName}:${binary.data.length}`,
		async *open() {
			if (id === undefined) yield await context.helpers.getBinaryDataBuffer(itemIndex, property);
			else yield* (await context.helpers.getBinaryStream(id)) as AsyncIterable<Uint8Array>;
		},
	};
}
