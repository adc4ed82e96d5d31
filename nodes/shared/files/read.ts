import type { Entity } from '../catalogue/types';
import { inputError } from '../client/errors/errors';
import { CsvRecords } from './csvRecords';
import type { FileFormat } from './formats';
import { NdjsonRecords } from './ndjsonRecords';
import type { FileEntry, RecordReader } from './types';

export const recordReader = (format: FileFormat, entity: Entity): RecordReader =>
	format === 'csv' ? new CsvRecords(entity) : new NdjsonRecords();

/** Turns bytes that come in pieces, cut anywhere, into text without a byte order mark. */
class Decoder {
	private readonly decoder = new TextDecoder('utf-8', { fatal: true });

	/** @throws MakiniError (input) for what is not UTF-8. */
	decode(bytes?: Uint8Array): string {
		try {
			return bytes ? this.decoder.decode(bytes, { stream: true }) : this.decoder.decode();
		} catch {
			throw inputError(
				'The file is not text in UTF-8',
				'Save it with the encoding UTF-8; other encodings and other kinds of files, such as Excel workbooks, cannot be read.',
				'binaryPropertyName',
			);
		}
	}
}

/**
 * The records of a file, some at a time, as its bytes come.
 * @throws MakiniError (input) where the file is not of the format.
 */
export async function* readEntries(
	pieces: AsyncIterable<Uint8Array>,
	reader: RecordReader,
): AsyncGenerator<FileEntry[]> {
	const decoder = new Decoder();
	for await (const bytes of pieces) yield reader.push(decoder.decode(bytes));
	yield [...reader.push(decoder.decode()), ...reader.end()];
}

/** Entries in groups of `size`; the last one may be smaller. */
export async function* inGroups(
	entries: AsyncIterable<FileEntry[]>,
	size: number,
): AsyncGenerator<FileEntry[]> {
	let group: FileEntry[] = [];
	for await (const some of entries) {
		for (const entry of some) {
			group.push(entry);
			if (group.length < size) continue;
			yield group;
			group = [];
		}
	}
	if (group.length > 0) yield group;
}
