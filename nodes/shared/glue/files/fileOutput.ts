import { kebabCase } from 'lodash';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { referringOf, wordOfOne } from '../../catalogue/referring';
import type { Entity, Field } from '../../catalogue/types';
import type { MakiniClient } from '../../client/client';
import { inputError } from '../../client/errors/errors';
import { givenOf, NOTHING_READ, type ReadReport } from '../../client/paging/pages';
import type { RawRecord } from '../../client/records/rawRecords';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { FILE_FORMATS, type FileFormat } from '../../files/formats';
import {
	csvWriter,
	fileWriter,
	ndjsonWriter,
	piecesOf,
	rawNdjsonWriter,
	type FileWriter,
} from '../../files/write';
import { outputOf, type Output } from '../parameters/output';
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
	/** What becomes of the records of a page; `undefined` where they are written as they came. */
	convert?: (records: readonly MakiniRecord[]) => Promise<readonly MakiniRecord[]>;
}

/** Tables have flat texts for names, and keys as well, so that nothing is lost where a name could not be read. */
const fileOutput = (format: FileFormat, output: Output): Output => ({
	...output,
	flat: format === 'csv' ? 'asWell' : output.flat,
});

/** What is not in the catalogue is a custom field, whose values may be anything. */
const customField = (name: string): Field => ({
	name,
	label: name,
	description: '',
	type: 'string',
	writable: 'user',
});

/** Code and name of what a key refers to have columns of their own. */
function withNameColumns(fields: readonly Field[]): readonly Field[] {
	const { references, lists } = referringOf(fields);
	const names = new Map<string, readonly string[]>([
		...references.map(({ field, word }) => [field.name, [`${word}Code`, `${word}Name`]] as const),
		...lists.map(({ field }) => {
			const one = wordOfOne(field);
			return [field.name, [`${one}Codes`, `${one}Names`]] as const;
		}),
	]);
	return fields.flatMap((field) => {
		const columns = (names.get(field.name) ?? []).filter(
			(name) => !fields.some((each) => each.name === name),
		);
		return [field, ...columns.map(customField)];
	});
}

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
	client: MakiniClient,
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
		convert:
			output.fields || output.names
				? async (records) => await outputOf(client, listed, fileOutput(format, output), records)
				: undefined,
	};
}

function writerOf(
	format: FileFormat,
	listed: Entity,
	output: Output,
	options: Options,
): FileWriter {
	const { fields, names } = output;
	if (format === 'ndjson') return fields || names ? fileWriter(ndjsonWriter) : rawNdjsonWriter;
	const chosen = fieldsOf(listed, fields);
	const writer = csvWriter({
		fields: names ? withNameColumns(chosen) : chosen,
		nested: options.nestedValues ?? 'json',
		withOther: fields === undefined,
		escapeFormulas: options.escapeFormulas ?? false,
	});
	return fileWriter(writer);
}

/** Pages whose records are what `convert` makes of them. */
async function* convertedBy(
	convert: NonNullable<FilePlan['convert']>,
	pages: AsyncIterable<RawRecord[]>,
): AsyncGenerator<RawRecord[]> {
	for await (const page of pages) {
		const converted = await convert(page.map((record) => record.toJSON()));
		yield page.map(({ key, id, isDeleted, bytes }, index) => ({
			...{ key, id, isDeleted, bytes },
			toJSON: () => converted[index] ?? {},
		}));
		// Whoever still holds the page does not keep its records from being forgotten.
		page.length = 0;
	}
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
	{ fileName, mimeType, property, writer, convert }: FilePlan,
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
	const pieces = piecesOf(convert ? convertedBy(convert, read()) : read(), writer);
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
