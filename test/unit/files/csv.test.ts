import fc from 'fast-check';
import { csvLine, CsvReader, withoutFormula, type CsvRow } from '../../../nodes/shared/files/csv';

function read(text: string, separator = ',', cuts: readonly number[] = []): CsvRow[] {
	const reader = new CsvReader(separator);
	const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
	const pieces = [0, ...places].map((from, index) => text.slice(from, places[index]));
	return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

const cellsOf = (rows: readonly CsvRow[]): string[][] => rows.map(({ cells }) => cells);

const cell = fc.oneof(
	fc.string({ unit: 'grapheme' }),
	fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ';', '\t', ' ', 'x') }),
);
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
const cuts = fc.array(fc.nat(), { maxLength: 12 });

test('what is written is read, wherever the text is cut', () => {
	fc.assert(
		fc.property(table, cuts, (rows, places) => {
			const text = rows.map((cells) => csvLine(cells)).join('');
			const found = read(text, ',', places);
			expect(cellsOf(found)).toEqual(rows);
			expect(found.some(({ isBlank, isBroken }) => isBlank || isBroken)).toBe(false);
		}),
	);
});

test.each([
	[
		'a,b\nc,d\n',
		[
			['a', 'b'],
			['c', 'd'],
		],
	],
	[
		'a,b\r\nc,d',
		[
			['a', 'b'],
			['c', 'd'],
		],
	],
	['a\rb\r', [['a'], ['b']]],
	['"a ""b""",\r\n', [['a "b"', '']]],
	['"a\nb",c', [['a\nb', 'c']]],
	['a"b,c', [['a"b', 'c']]],
	['', []],
])('%j is read as %j', (text, rows) => {
	expect(cellsOf(read(text))).toEqual(rows);
});

test('rows know their line, also behind values with line breaks', () => {
	const text = 'head\r\n"one\r\ntwo"\r\n\r\nlast\n';
	expect(read(text).map(({ line, isBlank }) => [line, isBlank])).toEqual([
		[1, false],
		[2, false],
		[4, true],
		[5, false],
	]);
});

test('text behind a closing quotation mark makes its row broken, and no other', () => {
	expect(read('a,"b" c\n"d"\n').map(({ isBroken }) => isBroken)).toEqual([true, false]);
});

test('an open quotation mark is known by its line', () => {
	const reader = new CsvReader(',');
	reader.push('a\n"b\nc');
	expect(reader.openSince).toBe(2);
	reader.push('"');
	expect(reader.openSince).toBeUndefined();
});

test('other separators', () => {
	expect(cellsOf(read('a;"b;c"\n', ';'))).toEqual([['a', 'b;c']]);
});

test.each([
	['=1+1', "'=1+1"],
	['+SUM(A1)', "'+SUM(A1)"],
	['-cmd', "'-cmd"],
	['@x', "'@x"],
	['\t=1', "'\t=1"],
	['-12.50', '-12.50'],
	['+49', '+49'],
	['plain', 'plain'],
	['', ''],
])('%j is made harmless as %j', (text, safe) => {
	expect(withoutFormula(text)).toBe(safe);
});
