/** Whether a cell has to stand in quotation marks, whatever of the usual separators its reader expects. */
const NEEDS_QUOTES = /[",;\t\r\n]/;

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** One line of a CSV file with its end (RFC 4180). */
export function csvLine(cells: readonly string[]): string {
	// A line with nothing on it would be none.
	if (cells.length === 1 && cells[0] === '') return '""\r\n';
	return `${cells.map((cell) => (NEEDS_QUOTES.test(cell) ? quoted(cell) : cell)).join(',')}\r\n`;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/**
 * A text that a spreadsheet would run as a formula, with an apostrophe before it; numbers are left alone.
 * Source of the characters: OWASP, CSV Injection.
 */
export const withoutFormula = (cell: string): string =>
	/^[=+\-@\t\r\n]/.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;

export interface CsvRow {
	cells: string[];
	/** Number of the line on which it begins, from 1. */
	line: number;
	/** A line with nothing on it. */
	isBlank: boolean;
	/** Text follows a closing quotation mark, so that it is not clear where the value ends. */
	isBroken: boolean;
}

type State = 'start' | 'plain' | 'quoted' | 'closed';

/** Reads rows from a CSV text that comes in pieces, cut anywhere. Lines may end with LF, CRLF or CR. */
export class CsvReader {
	/** The line on which a quotation mark was opened that is not closed yet. */
	openSince: number | undefined;

	private state: State = 'start';

	private cell = '';

	private cells: string[] = [];

	private line = 1;

	private startLine = 1;

	private isBroken = false;

	private hasQuotes = false;

	private afterReturn = false;

	private readonly ends: RegExp;

	/** @param separator a comma, semicolon or tab. */
	constructor(private readonly separator: string) {
		this.ends = new RegExp(`[${separator}\r\n]`, 'g');
	}

	/** Characters that are kept because their row is not complete. */
	get pending(): number {
		return this.cell.length + this.cells.reduce((sum, { length }) => sum + length, 0);
	}

	/** The rows that end in this piece of the text. */
	push(text: string): CsvRow[] {
		const rows: CsvRow[] = [];
		let at = 0;
		while (at < text.length) {
			at = this.state === 'quoted' ? this.inQuotes(text, at) : this.outside(text, at, rows);
		}
		return rows;
	}

	/** The row that ends with the text, if there is one. */
	end(): CsvRow[] {
		const isNothing = this.state === 'start' && this.cells.length === 0;
		return isNothing ? [] : [this.takeRow()];
	}

	private inQuotes(text: string, from: number): number {
		const found = text.indexOf('"', from);
		const to = found < 0 ? text.length : found;
		const part = text.slice(from, to);
		this.cell += part;
		this.line += part.split('\n').length - 1;
		if (found < 0) return to;
		this.state = 'closed';
		this.openSince = undefined;
		return found + 1;
	}

	private outside(text: string, at: number, rows: CsvRow[]): number {
		const char = text.charAt(at);
		const isSecondOfPair = this.afterReturn && char === '\n';
		this.afterReturn = char === '\r';
		if (isSecondOfPair) return at + 1;
		if (char === '"' && (this.state === 'start' || this.state === 'closed')) {
			// Two in a row stand for one.
			if (this.state === 'closed') this.cell += '"';
			this.state = 'quoted';
			this.hasQuotes = true;
			this.openSince = this.line;
			return at + 1;
		}
		if (char === this.separator) {
			this.takeCell();
			this.state = 'start';
			return at + 1;
		}
		if (char === '\n' || char === '\r') {
			rows.push(this.takeRow());
			return at + 1;
		}
		return this.plain(text, at);
	}

	private plain(text: string, at: number): number {
		this.isBroken ||= this.state === 'closed';
		this.state = 'plain';
		this.ends.lastIndex = at;
		const to = this.ends.exec(text)?.index ?? text.length;
		this.cell += text.slice(at, to);
		return to;
	}

	private takeCell(): void {
		this.cells.push(this.cell);
		this.cell = '';
	}

	private takeRow(): CsvRow {
		this.takeCell();
		const { cells, startLine: line, isBroken, hasQuotes } = this;
		this.cells = [];
		this.state = 'start';
		this.isBroken = false;
		this.hasQuotes = false;
		this.line += 1;
		this.startLine = this.line;
		return { cells, line, isBroken, isBlank: !hasQuotes && cells.length === 1 && cells[0] === '' };
	}
}
