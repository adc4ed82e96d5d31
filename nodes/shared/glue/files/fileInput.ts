import { pick } from 'lodash';
import type { IBinaryData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Entity, OperationName } from '../../catalogue/types';
import type { ItemResult } from '../../client/traffic/batches';
import { inputError, isUncertain, MakiniError } from '../../client/errors/errors';
import { hintToCollect } from '../../files/collect';
import { FORMAT_NAMES } from '../../files/formats';
import { inGroups, readEntries, recordReader } from '../../files/read';
import type { FileEntry, RecordReader } from '../../files/types';
import { FailureFile } from './failureFile';
import {
	atLine,
	fileWriting,
	prepareRecord,
	type FileOperation,
	type FileWriting,
	type LineResult,
	type PreparedRecord,
} from './fileRecords';
import { readFileSource, type FileSource } from './fileSource';
import { isCancellation, runItems, type Prepared } from '../parameters/items';
import { fileRun, newFileRun, type FileCounts, type FileRun } from './lineJournal';
import { errorJson, nodeError } from '../session/nodeErrors';
import { canReadFile } from '../description/operations';
import { hintAboutOverwriting } from '../parameters/conflicts';
import { asItem } from '../parameters/output';
import type { Options } from '../parameters/parameters';
import { withDoubles } from '../writes/doubles';
import { DEFAULTS } from '../session/defaults';
import { rowName, type Row } from '../writes/repeats';
import {
	hintAboutPreview,
	isForeseen,
	NO_WOULD_COUNTS,
	sumOf,
	type WouldCounts,
} from '../writes/preview';
import { hintAboutSkipped, whySkipped, type Skipped } from '../writes/skipped';
import { digest } from '../writes/writes';
import { SeenKeys } from '../../client/paging/seenKeys';

/**
 * Records that are read, matched and written together. More take more memory; fewer, and Create or Update finds its
 * matches one by one where reading the list would be cheaper.
 */
const GROUP = 2_000;

/** Failures whose messages stand in the JSON of the result; all are in the file. */
const SHOWN_ERRORS = 20;

/** No record of a file is deleted. */
const SHOWN_IN_PREVIEW = [
	'wouldCreate',
	'wouldUpdate',
	'unchanged',
	'skipped',
	'wouldFail',
] as const;

/** Binary property of the result that has the failed records. */
const FAILED = 'failed';

/** Whether the records of an operation come from files. */
export const isFromFile = (
	context: IExecuteFunctions,
	entity: Entity,
	operation: OperationName,
): operation is FileOperation =>
	canReadFile(entity, operation) && context.getNodeParameter('inputMode', 0, 'fields') === 'file';

/**
 * Reads the whole file without writing anything.
 * @throws MakiniError (input) for a file that is not of its format or holds no record at all and, where errors stop the
 * run, for the first record that cannot be written.
 */
async function check(
	writing: FileWriting,
	source: FileSource,
	stopOnError: boolean,
): Promise<void> {
	const problems = new Problems();
	let readable = 0;
	const rows = new SeenKeys();
	const twice = new SeenKeys();
	for await (const { entry, row, error } of checkedLines(writing, source)) {
		readable += entry.values ? 1 : 0;
		if (error !== undefined) problems.add(entry.line, error);
		if (row && !rows.add(rowName(row))) twice.add(rowName(row));
	}
	const { bad } = problems;
	if (bad instanceof MakiniError && readable === 0) throw notOfFormat(source, bad);
	// Most files have no value twice: only for one that has, it is kept what the lines hold.
	if (!twice.isEmpty) await compareRepeats(writing, source, twice);
	const different = writing.repeats.first();
	if (different) problems.add(different.place, different.error, different.count);
	if (stopOnError) problems.stop();
}

/** Finds of the lines with the same values to match by those that differ. */
async function compareRepeats(
	writing: FileWriting,
	source: FileSource,
	twice: SeenKeys,
): Promise<void> {
	for await (const { row } of checkedLines(writing, source)) {
		if (row && twice.has(rowName(row))) writing.repeats.add(row);
	}
	writing.repeats.keepErrorsOnly();
}

interface CheckedLine {
	entry: FileEntry;
	/** What the line is matched by, where it is written only once. */
	row?: Row;
	/** Why the line cannot be written. */
	error?: unknown;
}

/** The lines of a file, checked; none after a cancellation. */
async function* checkedLines(
	writing: FileWriting,
	source: FileSource,
): AsyncGenerator<CheckedLine> {
	const { session, entity } = writing;
	const reader = recordReader(source.format, entity);
	for await (const group of inGroups(readEntries(source.open(), reader), GROUP)) {
		if (session.clock.cancelled()) return;
		for (const entry of group) yield checkedLine(writing, entry);
		session.client.forget();
	}
}

function checkedLine(writing: FileWriting, entry: FileEntry): CheckedLine {
	try {
		return { entry, row: rowOf(writing, entry, prepareRecord(writing, entry)) };
	} catch (error) {
		return { entry, error };
	}
}

/** What a line is matched by; `undefined` where lines are written one after the other, whatever they hold. */
function rowOf(
	{ entity, matching }: FileWriting,
	{ line }: FileEntry,
	{ data }: PreparedRecord,
): Row | undefined {
	if (matching?.duplicateRows !== 'fail') return undefined;
	return { place: line, entity, data, fields: matching.fields };
}

/** The lines that cannot be written: the first one, and how many there are. */
class Problems {
	private firstLine = Infinity;

	private error: unknown;

	private count = 0;

	/** The error of the first line, with its number. */
	get bad(): unknown {
		return this.count > 0 ? atLine(this.firstLine, this.error) : undefined;
	}

	add(line: number, error: unknown, count = 1): void {
		this.count += count;
		if (line >= this.firstLine) return;
		this.firstLine = line;
		this.error = error;
	}

	/** @throws MakiniError (input) where there are any. */
	stop(): void {
		const { bad } = this;
		if (bad === undefined) return;
		if (!(bad instanceof MakiniError)) throw bad;
		const others = this.count > 1 ? ` ${this.count - 1} more lines cannot be written either.` : '';
		throw new MakiniError(bad.message, {
			...bad.details,
			hint: `${bad.details.hint ?? ''} Nothing was written.${others} To write what can be written, set "On Error" to "Continue" in the node's settings: what fails comes out as a file.`,
		});
	}
}

const notOfFormat = ({ fileName, format }: FileSource, first: MakiniError): MakiniError =>
	inputError(
		`The file ${fileName} is not ${FORMAT_NAMES[format]}. ${first.message}`,
		format === 'ndjson'
			? 'NDJSON has one JSON object a line, without a list around them. Nothing was written.'
			: 'Every line of a CSV file has as many values as the first one has names. Nothing was written.',
		'binaryPropertyName',
	);

/** Writing one file, group after group. */
class FileRunner {
	private readonly reader: RecordReader;

	private readonly failures: FailureFile;

	private readonly run: FileRun;

	private readonly counts: FileCounts;

	private readonly errors: Array<{ line: number; message: string }> = [];

	private lastLine = 0;

	private readonly isPreview: boolean;

	constructor(
		private readonly writing: FileWriting,
		private readonly source: FileSource,
		private readonly options: Options,
		private readonly stopOnError: boolean,
		private readonly skipped: Skipped,
	) {
		this.reader = recordReader(source.format, writing.entity);
		this.isPreview = writing.session.client.requests.preview !== undefined;
		this.run = this.isPreview ? newFileRun() : fileRun(digest('file', ...writing.attempt));
		this.counts = this.run.counts;
		this.failures = new FailureFile(writing.context, source, () => this.reader.failureHead());
	}

	async write(): Promise<INodeExecutionData> {
		// What failed in an earlier try is tried again.
		Object.assign(this.counts, { failed: 0, uncertain: 0 });
		let file: IBinaryData | undefined;
		try {
			const { batchDelay = DEFAULTS.batchDelay } = this.options;
			let isFirst = true;
			const entries = readEntries(this.source.open(), this.reader);
			for await (const group of inGroups(entries, GROUP)) {
				if (!isFirst) await this.writing.session.clock.sleep(batchDelay);
				isFirst = false;
				await this.writeGroup(group);
				hintToCollect();
			}
		} finally {
			file = await this.failures.end();
		}
		const { created, updated, unchanged, skipped, failed, uncertain } = this.counts;
		const item = asItem(
			{
				fileName: this.source.fileName,
				records: created + updated + unchanged + skipped + failed + uncertain,
				...(this.isPreview ? pick(this.would, SHOWN_IN_PREVIEW) : this.counts),
				...(this.errors.length > 0 ? { errors: this.errors } : {}),
			},
			this.writing.itemIndex,
		);
		return file ? { ...item, binary: { [FAILED]: file } } : item;
	}

	/** The counts of a preview. */
	get would(): WouldCounts {
		const { created, updated, failed, uncertain, unchanged, skipped } = this.counts;
		const would = { wouldCreate: created, wouldUpdate: updated, wouldFail: failed + uncertain };
		return { ...NO_WOULD_COUNTS, ...would, unchanged, skipped };
	}

	private async writeGroup(group: readonly FileEntry[]): Promise<void> {
		const { session } = this.writing;
		session.client.forget();
		const entries = group.filter(({ line }) => !this.run.done.has(line));
		const items = entries.map((entry) => this.prepare(entry));
		const { stopOnError, options } = this;
		const tried = await runItems(items, options, { stopOnError, clock: session.clock });
		const results = this.isPreview
			? tried
			: await withDoubles(this.writing, tried, ({ key }) => key);
		for (const [index, result] of results.entries()) {
			const entry = entries[index];
			if (entry) this.note(entry, result);
		}
		const stopping = results.findIndex(
			(result) =>
				isCancellation(result) ||
				(result.state === 'failed' && (this.isPreview ? !isForeseen(result.error) : stopOnError)),
		);
		const entry = entries[stopping];
		const result = results[stopping];
		if (entry && result?.state === 'failed') this.stop(entry.line, result.error);
	}

	private prepare(entry: FileEntry): Prepared<LineResult> {
		const known = this.run.uncertain.get(entry.line);
		if (known) return async () => await Promise.reject(known);
		try {
			const prepared = prepareRecord(this.writing, entry);
			const row = rowOf(this.writing, entry, prepared);
			const repeated = row && this.writing.repeats.errorOf(row);
			return repeated ? { invalid: repeated } : prepared.write;
		} catch (error) {
			return { invalid: error };
		}
	}

	private note(entry: FileEntry, result: ItemResult<LineResult>): void {
		const { counts, run } = this;
		const { operation } = this.writing;
		const { line } = entry;
		if (result.state === 'notTried') return;
		this.lastLine = Math.max(this.lastLine, line);
		if (result.state === 'done') {
			run.done.add(line);
			counts[result.value.result] += 1;
			this.noteSkipped(result.value);
			return;
		}
		const { error } = result;
		const isOpen = error instanceof MakiniError && isUncertain(error);
		counts[isOpen ? 'uncertain' : 'failed'] += 1;
		// Whatever the reason: sent again, it could be another one.
		const mayBeCreated = isOpen && (error.kind === 'uncertain' || operation === 'create');
		// Another try would say otherwise, also where there are two of it now.
		if (mayBeCreated || (isOpen && error.kind === 'ambiguous')) run.uncertain.set(line, error);
		if (this.stopOnError || isCancellation(result)) return;
		const message = this.messageOf(error);
		if (this.errors.length < SHOWN_ERRORS) this.errors.push({ line, message });
		this.failures.add(
			this.reader.failureLine(entry, {
				error: message,
				isUncertain: entry.isUncertain || mayBeCreated,
			}),
		);
	}

	private noteSkipped({ result, key }: LineResult): void {
		if (result !== 'skipped') return;
		this.skipped[whySkipped(key, this.options)] += 1;
	}

	/** Message and what to do, without secrets. */
	private messageOf(error: unknown): string {
		const { session, itemIndex } = this.writing;
		const json = errorJson(error, itemIndex, session).error as Record<string, unknown>;
		const message = String(json.message).replace(/ \[item \d+\]$/, '');
		return [message, json.description].filter(Boolean).join('. ');
	}

	/** Ends the run with what became of all lines. */
	private stop(line: number, error: unknown): never {
		const { session, itemIndex } = this.writing;
		const { created, updated, unchanged, skipped, uncertain, failed } = this.counts;
		if (this.isPreview) {
			const addition = 'It was a preview, and nothing was written.';
			throw nodeError(atLine(line, error), { ...session, itemIndex, addition });
		}
		const addition = [
			`Of the file, ${created} records were created, ${updated} updated, ${unchanged} were as given already${skipped > 0 ? `, ${skipped} skipped` : ''}`,
			`${failed} failed, ${uncertain} may or may not have been written, and no line after ${this.lastLine} was tried.`,
			'To have all tried, and what fails as a file to feed in again, set "On Error" to "Continue" in the node\'s settings.',
		]
			.join(', ')
			.replace(', To', ' To');
		throw nodeError(atLine(line, error), {
			...session,
			itemIndex,
			addition,
			report: { ...this.counts, lastLine: this.lastLine },
		});
	}
}

async function writeFile(
	base: Omit<Parameters<typeof fileWriting>[0], 'itemIndex'>,
	options: Options,
	itemIndex: number,
	skipped: Skipped,
): Promise<{ item: INodeExecutionData; would: WouldCounts }> {
	const source = readFileSource(base.context, itemIndex);
	const writing = fileWriting({ ...base, itemIndex }, options, source.id);
	const { preview } = base.session.client.requests;
	// A preview is there to tell of all that would fail.
	const stopOnError = !preview && !base.context.continueOnFail();
	await check(writing, source, stopOnError);
	const runner = new FileRunner(writing, source, options, stopOnError, skipped);
	const item = await runner.write();
	return { item, would: runner.would };
}

/** Writes the records of the file of each item, one file after the other; gives an item with a report for each. */
export async function writeFiles(
	base: Omit<Parameters<typeof fileWriting>[0], 'itemIndex'>,
	options: Options,
): Promise<INodeExecutionData[]> {
	const { context, session } = base;
	const output: INodeExecutionData[] = [];
	const skipped: Skipped = { changed: 0, exist: 0, missing: 0 };
	const would: WouldCounts[] = [];
	for (const itemIndex of context.getInputData().keys()) {
		try {
			const written = await writeFile(base, options, itemIndex, skipped);
			output.push(written.item);
			would.push(written.would);
		} catch (error) {
			const cancelled =
				session.clock.cancelled() || (error instanceof MakiniError && error.kind === 'cancelled');
			if (cancelled || !context.continueOnFail()) throw nodeError(error, { ...session, itemIndex });
			output.push(asItem(errorJson(error, itemIndex, session), itemIndex));
		}
	}
	hintAboutOverwriting(context, options);
	if (session.client.requests.preview) hintAboutPreview(context, sumOf(would));
	else hintAboutSkipped(context, skipped, ['record', 'records']);
	return output;
}
