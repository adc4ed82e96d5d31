import { omit } from 'lodash';
import type { MakiniRecord } from '../client/wire/envelopes';
import { parseExact } from '../client/wire/exact';
import { isPlainObject } from './columns';
import { assertLength } from './limits';
import { MARK_NAMES, MARKS } from './formats';
import type { Failure, FileEntry, RecordReader } from './types';

type Parsed = { values: MakiniRecord } | { problem: string };

function parse(text: string): Parsed {
	try {
		const value = parseExact(text);
		return isPlainObject(value) ? { values: value } : { problem: 'is not a JSON object' };
	} catch (error) {
		return { problem: `is not JSON: ${(error as SyntaxError).message}` };
	}
}

/** A line of a file of failures may hold the text of one that could not be read; it may have been corrected since. */
function readLine(text: string, line: number): FileEntry {
	const parsed = parse(text);
	if ('problem' in parsed) {
		return { line, ...parsed, isUncertain: false, original: { [MARKS.text]: text } };
	}
	const { [MARKS.text]: unread, [MARKS.uncertain]: uncertain } = parsed.values;
	if (typeof unread === 'string') return readLine(unread, line);
	const values = omit(parsed.values, MARK_NAMES);
	return { line, values, isUncertain: String(uncertain) === 'true', original: values };
}

/** Reads one JSON object a line. Empty lines are none. */
export class NdjsonRecords implements RecordReader {
	private rest = '';

	private line = 0;

	push(text: string): FileEntry[] {
		const lines = (this.rest + text).split('\n');
		this.rest = lines.pop() ?? '';
		assertLength(this.rest.length, this.line + lines.length + 1);
		return lines.flatMap((line) => this.entry(line));
	}

	end(): FileEntry[] {
		const { rest } = this;
		this.rest = '';
		return this.entry(rest);
	}

	failureHead(): string {
		return '';
	}

	failureLine({ original }: FileEntry, { error, isUncertain }: Failure): string {
		const marks = { [MARKS.error]: error, ...(isUncertain ? { [MARKS.uncertain]: true } : {}) };
		return `${JSON.stringify({ ...original, ...marks })}\n`;
	}

	private entry(text: string): FileEntry[] {
		this.line += 1;
		return text.trim() === '' ? [] : [readLine(text.trim(), this.line)];
	}
}
