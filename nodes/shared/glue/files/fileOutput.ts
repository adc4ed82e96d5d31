import { kebabCase } from 'lodash';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Entity, Field } from '../../catalogue/types';
import { inputError } from '../../client/errors/errors';
import { givenOf, NOTHING_READ, type ReadReport } from '../../client/paging/pages';
import type { RawRecord } from '../../client/records/rawRecords';
import { FILE_FORMATS, type FileFormat } from '../../files/formats';
import {
	csvWriter,
	fileWriter,
	ndjsonWriter,
	piecesOf,
	rawNdjsonWriter,
	type FileWriter,
} from '../../files/write';
import type { Output } from '../parameters/output';
import type { Options } from '../parameters/parameters';
import { streamOf } from './streams';

export const MIME_TYPES: Readonly<Record<FileFormat, string>> = {
	csv: 'text/csv',
	ndjson: 'application/x-ndjson',
};

/** A file to write, its parameters read and checked. */
export interface FilePlan {
	fileName: string;
	mimeType: string;
	/** The binary property that gets the file. */
	property: string;
	writer: FileWriter;
}

/** What is not in the catalogue is a custom field, whose values may be anything. */
const customField = (name: string): Field => ({
	name,
	label: name,
	description: '',
	type: 'string',
	writable: 'user',
});

function fieldsOf({ fields }: Entity, selection: Output['fields']): readonly Field[] {
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
	output: Output,
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
		writer: writerOf(format, listed, output, options),
	};
}

function writerOf(
	format: FileFormat,
	listed: Entity,
	output: Output,
	options: Options,
): FileWriter {
	const { fields } = output;
	if (format === 'ndjson') return fields ? fileWriter(ndjsonWriter, output.of) : rawNdjsonWriter;
	const writer = csvWriter({
		fields: fieldsOf(listed, fields),
		nested: options.nestedValues ?? 'json',
		withOther: fields === undefined,
		escapeFormulas: options.escapeFormulas ?? false,
	});
	return fileWriter(writer, output.of);
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
	pages: AsyncGenerator<RawRecord[], ReadReport>,
	{ fileName, mimeType, property, writer }: FilePlan,
	itemIndex: number,
): Promise<WrittenFile> {
	let report: ReadReport = NOTHING_READ;
	let failure: unknown;
	async function* read(): AsyncGenerator<RawRecord[]> {
		try {
			report = yield* pages;
		} catch (error) {
			// Streams and stores may put an error of their own in its place.
			failure = error;
			await Promise.reject(error);
		}
	}
	const pieces = piecesOf(read(), writer);
	const binary = await context.helpers
		.prepareBinaryData(streamOf(pieces), fileName, mimeType)
		.catch(async (error: unknown) => await Promise.reject(failure ?? error));
	return {
		item: {
			json: { fileName, records: givenOf(report), pages: report.pages },
			binary: { [property]: binary },
			pairedItem: { item: itemIndex },
		},
		report,
	};
}
