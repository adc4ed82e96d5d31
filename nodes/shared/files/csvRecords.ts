import type { Entity, Field } from '../catalogue/types';
import type { MakiniRecord } from '../client/wire/envelopes';
import { inputError } from '../client/errors/errors';
import { parseExact } from '../client/wire/exact';
import { isPlainObject, valueAt } from './columns';
import { csvLine, CsvReader, type CsvRow } from './csv';
import { assertLength } from './limits';
import { lineColumns } from './lineColumns';
import { MARK_NAMES, MARKS, OTHER_COLUMN } from './formats';
import type { Failure, FileEntry, RecordReader } from './types';

/** Separators that spreadsheets write, the likeliest first. */
const SEPARATORS = [',', ';', '\t'];

/** Characters of a header that has to be there before its separator can be told. */
const MOST_HEADER = 256 * 1024;

/** The separator that the first line has most of. */
function separatorOf(text: string): string {
	const [head = ''] = text.split(/[\r\n]/, 1);
	const counts = SEPARATORS.map((separator) => head.split(separator).length);
	return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** The path of a column within a record: the parts of known objects are behind a dot. */
function pathOf(fields: readonly Field[], name: string): string[] {
	const known = fields.find((field) => field.name === name);
	const [first = '', ...rest] = name.split('.');
	const outer = fields.find((field) => field.name === first && field.type === 'object');
	return known || !outer || rest.length === 0
		? [name]
		: [first, ...pathOf(outer.fields ?? [], rest.join('.'))];
}

/** Gives a record a field of its own, whatever it is called: assigning to `__proto__` would give none. */
function setOwn(record: MakiniRecord, name: string, value: unknown): void {
	const how = { value, writable: true, enumerable: true, configurable: true };
	if (name === '__proto__') Object.defineProperty(record, name, how);
	else record[name] = value;
}

/** Puts a value at its place within a record. */
function place(
	record: MakiniRecord,
	[name = '', ...rest]: readonly string[],
	value: unknown,
): void {
	if (rest.length === 0) {
		setOwn(record, name, value);
		return;
	}
	const within = valueAt(record, [name]);
	const part: MakiniRecord = isPlainObject(within) ? within : {};
	setOwn(record, name, part);
	place(part, rest, value);
}

const wrongHeader = (message: string): Error =>
	inputError(
		message,
		"The first line of a CSV file has to name its columns as Makini's fields are named. A file that this node has written can be read back as it is.",
		'binaryPropertyName',
	);

/** Reads a table whose first line names the columns. An empty cell is a value that is not given. */
export class CsvRecords implements RecordReader {
	private head = '';

	private reader: CsvReader | undefined;

	private header: readonly string[] | undefined;

	private paths: string[][] = [];

	constructor(private readonly entity: Entity) {}

	push(text: string): FileEntry[] {
		if (!this.reader) {
			this.head += text;
			// The separator is told by the first line, which may come in pieces.
			if (!/[\r\n]/.test(this.head) && this.head.length < MOST_HEADER) return [];
			return this.begin();
		}
		return this.read(this.reader, text);
	}

	end(): FileEntry[] {
		const begun = this.reader ? [] : this.begin();
		const { reader } = this;
		if (reader?.openSince !== undefined) {
			throw wrongHeader(
				`The file is not CSV: a quotation mark on line ${reader.openSince} is never closed`,
			);
		}
		const entries = [...begun, ...this.entries(reader?.end() ?? [])];
		if (!this.header) throw wrongHeader('The file is empty');
		return entries;
	}

	failureHead(): string {
		return csvLine([...(this.header ?? []), ...this.addedMarks]);
	}

	failureLine({ original }: FileEntry, { error, isUncertain }: Failure): string {
		const header = [...(this.header ?? []), ...this.addedMarks];
		const cells = Array.isArray(original) ? (original as string[]) : undefined;
		const marks = new Map<string, string>([
			[MARKS.error, error],
			[MARKS.uncertain, isUncertain ? 'true' : ''],
			[MARKS.text, cells ? '' : String((original as MakiniRecord)[MARKS.text])],
		]);
		return csvLine(header.map((name, index) => marks.get(name) ?? cells?.[index] ?? ''));
	}

	private get addedMarks(): string[] {
		return MARK_NAMES.filter((name) => !this.header?.includes(name));
	}

	private begin(): FileEntry[] {
		this.reader = new CsvReader(separatorOf(this.head));
		return this.read(this.reader, this.head);
	}

	private read(reader: CsvReader, text: string): FileEntry[] {
		const entries = this.entries(reader.push(text));
		assertLength(reader.pending, reader.openSince ?? 0);
		return entries;
	}

	private entries(rows: readonly CsvRow[]): FileEntry[] {
		const [first, ...others] = rows.filter(({ isBlank }) => !isBlank);
		if (!first) return [];
		if (this.header) return [first, ...others].map((row) => this.entry(row));
		this.readHeader(first.cells);
		return others.map((row) => this.entry(row));
	}

	private readHeader(cells: readonly string[]): void {
		const header = cells.map((name) => name.trim());
		const { fields, plural } = this.entity;
		const empty = header.indexOf('');
		if (empty >= 0) throw wrongHeader(`Column ${empty + 1} of the file has no name`);
		const double = header.find((name, index) => header.indexOf(name) !== index);
		if (double !== undefined) throw wrongHeader(`The file has two columns "${double}"`);
		this.paths = header.map((name) => pathOf(fields, name));
		const names = new Set([...fields.map(({ name }) => name), OTHER_COLUMN]);
		if (!this.paths.some(([name = '']) => names.has(name))) {
			throw wrongHeader(
				`The file is not CSV with ${plural}: none of its columns is a field of them`,
			);
		}
		this.refuseLines(header);
		this.header = header;
	}

	private refuseLines(header: readonly string[]): void {
		const { fields, singular } = this.entity;
		const found = lineColumns(fields, header);
		if (!found) return;
		const { list, columns } = found;
		const named = columns.map((name) => `"${name}"`).join(', ');
		throw inputError(
			`The file has columns of ${list.label.toLowerCase()}: ${named}`,
			`Each row of the file is one ${singular}, so these values would be lost. Give each ${singular} one row, with its ${list.label.toLowerCase()} as JSON in the column "${list.name}". If they are custom fields, put them as JSON into the column "${OTHER_COLUMN}".`,
			'binaryPropertyName',
		);
	}

	private entry({ cells, line, isBroken }: CsvRow): FileEntry {
		const header = this.header ?? [];
		const unread = (problem: string): FileEntry => ({
			line,
			problem,
			isUncertain: false,
			original: { [MARKS.text]: csvLine(cells).trimEnd() },
		});
		if (isBroken) return unread('has text behind a closing quotation mark');
		if (cells.length !== header.length) {
			const marks = header.filter((name) => MARK_NAMES.includes(name)).length;
			const [has, wanted] = [cells.length - marks, header.length - marks];
			return unread(`has ${has} values, but the file has ${wanted} columns`);
		}
		const text = cells[header.indexOf(MARKS.text)] ?? '';
		if (text !== '') return this.again(text, line);
		const values = this.valuesOf(cells);
		if (!values) return { ...unread(`has no JSON object under ${OTHER_COLUMN}`), original: cells };
		const isUncertain = cells[header.indexOf(MARKS.uncertain)] === 'true';
		return { line, values, isUncertain, original: cells };
	}

	/** A line that could not be read, out of a file of failures; it may have been corrected since. */
	private again(text: string, line: number): FileEntry {
		const reader = new CsvReader(',');
		const [row] = [...reader.push(text), ...reader.end()];
		const marks = MARK_NAMES.filter((name) => this.header?.includes(name)).map(() => '');
		const cells = [...(row?.cells ?? []), ...marks];
		const entry = this.entry({ cells, line, isBlank: false, isBroken: row?.isBroken ?? true });
		return entry.values ? entry : { ...entry, original: { [MARKS.text]: text } };
	}

	/** `undefined` where the column for everything else holds no object. */
	private valuesOf(cells: readonly string[]): MakiniRecord | undefined {
		const header = this.header ?? [];
		const values = parseOther(cells[header.indexOf(OTHER_COLUMN)] ?? '');
		if (!isPlainObject(values)) return undefined;
		for (const [index, name] of header.entries()) {
			const cell = cells[index] ?? '';
			if (cell === '' || name === OTHER_COLUMN || MARK_NAMES.includes(name)) continue;
			place(values, this.paths[index] ?? [name], cell);
		}
		return values;
	}
}

/** What the column for everything else holds, which the other columns come to. */
function parseOther(cell: string): unknown {
	if (cell === '') return {};
	try {
		return parseExact(cell);
	} catch {
		return undefined;
	}
}
