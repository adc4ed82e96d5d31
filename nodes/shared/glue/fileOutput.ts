import { kebabCase } from 'lodash';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Entity, Field } from '../catalogue/types';
import type { MakiniRecord } from '../client/envelopes';
import { inputError } from '../client/errors';
import type { ReadReport } from '../client/pages';
import { FILE_FORMATS, type FileFormat } from '../files/names';
import { csvWriter, ndjsonWriter, piecesOf, type LineWriter } from '../files/write';
import type { Options } from './parameters';
import { streamOf } from './streams';

export const MIME_TYPES: Readonly<Record<FileFormat, string>> = {
	csv: 'text/csv',
	ndjson: 'application/x-ndjson',
};

/** The fields of the output; all where none are named. */
type Selection = readonly string[] | undefined;

/** A file to write, its parameters read and checked. */
export interface FilePlan {
	fileName: string;
	mimeType: string;
	/** The binary property that gets the file. */
	property: string;
	writer: LineWriter;
}

/** What is not in the catalogue is a custom field, whose values may be anything. */
const customField = (name: string): Field => ({
	name,
	label: name,
	description: '',
	type: 'string',
	writable: 'user',
});

function fieldsOf({ fields }: Entity, selection: Selection): readonly Field[] {
	const byName = new Map(fields.map((field) => [field.name, field]));
	return selection?.map((name) => byName.get(name) ?? customField(name)) ?? fields;
}

/** The name of the binary property that a file is put into, or taken from. */
export function readBinaryProperty(context: IExecuteFunctions, itemIndex: number): string {
	const name = String(context.getNodeParameter('binaryPropertyName', itemIndex, 'data')).trim();
	if (name !== '') return name;
	throw inputError(
		'The field for the file has no name',
		'Enter a name such as "data".',
		'binaryPropertyName',
	);
}

/**
 * The file that a list is to become; `undefined` where it becomes items.
 * @throws MakiniError (input) for an unknown kind of output.
 */
export function readFilePlan(
	context: IExecuteFunctions,
	listed: Entity,
	selection: Selection,
	options: Options,
	itemIndex: number,
): FilePlan | undefined {
	const outputAs = String(context.getNodeParameter('outputAs', itemIndex, 'items'));
	if (outputAs === 'items') return undefined;
	const format = FILE_FORMATS.find((candidate) => candidate === outputAs);
	if (!format) {
		throw inputError(
			`The kind of output "${outputAs}" is not known`,
			'Choose it from the list.',
			'outputAs',
		);
	}
	return {
		fileName: options.fileName?.trim() || `${kebabCase(listed.plural)}.${format}`,
		mimeType: MIME_TYPES[format],
		property: readBinaryProperty(context, itemIndex),
		writer:
			format === 'ndjson'
				? ndjsonWriter
				: csvWriter({
						fields: fieldsOf(listed, selection),
						nested: options.nestedValues ?? 'json',
						withOther: selection === undefined,
						escapeFormulas: options.escapeFormulas ?? false,
					}),
	};
}

export interface WrittenFile {
	item: INodeExecutionData;
	report: ReadReport;
}

/**
 * Writes a list into n8n's binary data as it is read: a page is asked for when there is room for it.
 * @throws whatever reading the list throws, and n8n where it cannot store the file.
 */
export async function writeList(
	context: IExecuteFunctions,
	pages: AsyncGenerator<MakiniRecord[], ReadReport>,
	output: (record: MakiniRecord) => MakiniRecord,
	{ fileName, mimeType, property, writer }: FilePlan,
	itemIndex: number,
): Promise<WrittenFile> {
	let report: ReadReport = { pages: 0, records: 0, changed: false };
	let failure: unknown;
	async function* read(): AsyncGenerator<MakiniRecord[]> {
		try {
			report = yield* pages;
		} catch (error) {
			// Streams and stores may put an error of their own in its place.
			failure = error;
			await Promise.reject(error);
		}
	}
	const { head, line } = writer;
	const pieces = piecesOf(read(), { head, line: (record) => line(output(record)) });
	const binary = await context.helpers
		.prepareBinaryData(streamOf(pieces), fileName, mimeType)
		.catch(async (error: unknown) => await Promise.reject(failure ?? error));
	const { pages: pageCount, records } = report;
	return {
		item: {
			json: { fileName, records, pages: pageCount },
			binary: { [property]: binary },
			pairedItem: { item: itemIndex },
		},
		report,
	};
}
