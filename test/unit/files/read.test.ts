import fc from 'fast-check';
import { purchaseOrder } from '../../../nodes/shared/catalogue';
import type { NestedValues } from '../../../nodes/shared/files/columns';
import type { FileFormat } from '../../../nodes/shared/files/formats';
import { inGroups, readEntries, recordReader } from '../../../nodes/shared/files/read';
import type { FileEntry } from '../../../nodes/shared/files/types';
import {
	csvWriter,
	fileWriter,
	piecesOf,
	rawNdjsonWriter,
} from '../../../nodes/shared/files/write';
import { rawRecords } from './rawRecords';

async function* bytesOf(text: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
	const bytes = Buffer.from(text);
	for (let from = 0; from < bytes.length; from += size) {
		yield await Promise.resolve(bytes.subarray(from, from + size));
	}
}

async function read(format: FileFormat, text: string | Uint8Array, size?: number) {
	const reader = recordReader(format, purchaseOrder);
	const entries: FileEntry[] = [];
	for await (const some of readEntries(bytesOf(text, size), reader)) entries.push(...some);
	return { reader, entries };
}

const valuesOf = async (format: FileFormat, text: string) =>
	(await read(format, text)).entries.map(({ values }) => values);

const texts = fc.string({ unit: 'grapheme', minLength: 1 });
const record = fc.record(
	{
		key: texts,
		orderNo: texts,
		notes: texts,
		lineItems: fc.array(fc.record({ lineNo: texts, quantity: texts })),
		shipmentAddress: fc.record({ city: texts, gate: fc.integer() }, { requiredKeys: ['city'] }),
		costCentre: fc.jsonValue().filter((value) => value !== null),
	},
	{ requiredKeys: ['orderNo'] },
);

async function written(
	format: FileFormat,
	records: Array<Record<string, unknown>>,
	nested: NestedValues,
): Promise<Uint8Array> {
	const { fields } = purchaseOrder;
	const writer =
		format === 'ndjson'
			? rawNdjsonWriter
			: fileWriter(csvWriter({ fields, nested, withOther: true, escapeFormulas: false }));
	async function* pages() {
		yield await Promise.resolve(rawRecords(records));
	}
	const pieces: Uint8Array[] = [];
	for await (const piece of piecesOf(pages(), writer)) pieces.push(piece);
	return Buffer.concat(pieces);
}

/** CSV has texts only: lists and whole objects are JSON, as the fields' types say. */
const parsed = (values: Record<string, unknown> | undefined): Record<string, unknown> =>
	Object.fromEntries(
		Object.entries(values ?? {}).map(([name, value]) => [
			name,
			['lineItems', 'shipmentAddress'].includes(name) && typeof value === 'string'
				? (JSON.parse(value) as unknown)
				: value,
		]),
	);

test.each(['ndjson', 'csv'] as const)('%s that was written is read back', async (format) => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(record, { minLength: 1, maxLength: 5 }),
			fc.constantFrom<NestedValues>('json', 'columns'),
			fc.integer({ min: 1, max: 50 }),
			async (records, nested, size) => {
				const plain = JSON.parse(JSON.stringify(records)) as typeof records;
				const { entries } = await read(format, await written(format, records, nested), size);
				expect(entries.map(({ values }) => parsed(values))).toEqual(plain);
			},
		),
		{ numRuns: 60 },
	);
});

test('lines that cannot be read are known by their number, and the others are read', async () => {
	const { entries } = await read(
		'ndjson',
		'{"orderNo":"1"}\n\n{"orderNo":\r\n[1]\n{"orderNo":"2"}',
	);
	expect(entries.map(({ line, values }) => [line, values?.orderNo])).toEqual([
		[1, '1'],
		[3, undefined],
		[4, undefined],
		[5, '2'],
	]);
	expect(entries[2]?.problem).toBe('is not a JSON object');
});

test('rows of another length than the header are known by their line', async () => {
	const { entries } = await read('csv', 'orderNo,notes\n"1","a\nb"\n2\n3,c,d\n');
	expect(entries.map(({ line, problem }) => [line, problem])).toEqual([
		[2, undefined],
		[4, 'has 1 values, but the file has 2 columns'],
		[5, 'has 3 values, but the file has 2 columns'],
	]);
});

test('an empty cell is not given, and columns that are not known are custom fields', async () => {
	expect(await valuesOf('csv', '\uFEFForderNo;notes;costCentre\n1;;c 7\n')).toEqual([
		{ orderNo: '1', costCentre: 'c 7' },
	]);
});

test('parts of objects that have columns of their own', async () => {
	expect(
		await valuesOf('csv', 'orderNo,shipmentAddress.city,a.b,_other\n1,Graz,x,"{""c"":1}"\n'),
	).toEqual([{ orderNo: '1', shipmentAddress: { city: 'Graz' }, 'a.b': 'x', c: 1 }]);
});

test('fields whose names objects have already are fields like any other', async () => {
	const text = [
		'orderNo,__proto__,constructor,shipmentAddress.__proto__,_other',
		'1,a,b,c,"{""d"":{""__proto__"":{""e"":1}}}"',
		'',
	].join('\n');
	const { reader, entries } = await read('csv', text);
	expect(entries.map(({ values }) => JSON.stringify(values))).toEqual([
		'{"d":{"__proto__":{"e":1}},"orderNo":"1","__proto__":"a","constructor":"b","shipmentAddress":{"__proto__":"c"}}',
	]);
	const failures = entries.map((entry) =>
		reader.failureLine(entry, { error: 'no', isUncertain: false }),
	);
	expect(failures).toEqual(['1,a,b,c,"{""d"":{""__proto__"":{""e"":1}}}",no,,\r\n']);
});

test.each([
	['one such column may be a custom field', 'orderNo,quantity\n1,5\n'],
	[
		'with their lines beside them, they are none of these',
		'orderNo,lineItems,lineNo,price\n1,[],1,2\n',
	],
	[
		'in the column for everything else, they are custom fields',
		'orderNo,_other\n1,"{""lineNo"":""1"",""price"":""2""}"\n',
	],
	['what the order has as well is its own', 'orderNo,description,notes,dueAt,vendor\n1,a,b,c,d\n'],
])('columns that line items have, too: %s', async (_, text) => {
	expect(await valuesOf('csv', text)).toMatchObject([{ orderNo: '1' }]);
});

test.each([
	['csv', '', 'The file is empty'],
	[
		'csv',
		'{"orderNo":"1"}\n',
		'The file is not CSV with purchase orders: none of its columns is a field of them',
	],
	[
		'csv',
		'orderNo,vendor,lineNo,material,quantity\n1,V-1,10,M-1,5\n',
		'The file has columns of line items: "lineNo", "material", "quantity"',
	],
	[
		'csv',
		'orderNo;Vendor;Line Number;Material;Quantity\n1;V-1;10;M-1;5\n',
		'The file has columns of line items: "Line Number", "Material", "Quantity"',
	],
	['csv', 'orderNo,\n1,2\n', 'Column 2 of the file has no name'],
	['csv', 'orderNo,orderNo\n1,2\n', 'The file has two columns "orderNo"'],
	['csv', 'orderNo\n1\n"2\n3\n', 'The file is not CSV: a quotation mark on line 3 is never closed'],
	['ndjson', Buffer.from([0x50, 0x4b, 0xff, 0xfe]), 'The file is not text in UTF-8'],
	[
		'ndjson',
		'x'.repeat(17 * 1024 * 1024),
		'The record on line 1 has more than 16 million characters',
	],
] as const)('%s %#: %s', async (format, text, message) => {
	const size = 1024 * 1024;
	const error = await read(format, text, size).catch((thrown: Error) => thrown);
	expect(error).toBeInstanceOf(Error);
	expect((error as Error).message).toBe(message);
});

test.each([
	['ndjson', '{"orderNo":"1","_error":"old"}\nbad\n'],
	['csv', 'orderNo,notes\n1,"a, b"\n2\n'],
] as const)('failures of %s are read again as what they were', async (format, text) => {
	const first = await read(format, text);
	const failed = [
		first.reader.failureHead(),
		...first.entries.map((entry) =>
			first.reader.failureLine(entry, { error: 'It "failed",\nso', isUncertain: entry.line < 2 }),
		),
	].join('');

	const second = await read(format, failed);

	expect(second.entries.map(({ values }) => values)).toEqual(
		first.entries.map(({ values }) => values),
	);
	expect(second.entries.map(({ problem }) => problem)).toEqual(
		first.entries.map(({ problem }) => problem),
	);
	const third = [
		second.reader.failureHead(),
		...second.entries.map((entry) =>
			second.reader.failureLine(entry, {
				error: 'It "failed",\nso',
				isUncertain: entry.isUncertain,
			}),
		),
	].join('');
	expect(third).toBe(failed);
});

test('a line that is corrected in the file of failures is read', async () => {
	expect(await valuesOf('ndjson', '{"_error":"x","_text":"{\\"orderNo\\":\\"1\\"}"}\n')).toEqual([
		{ orderNo: '1' },
	]);
	expect(await valuesOf('csv', 'orderNo,notes,_error,_text\n,,wrong,"1,b"\n')).toEqual([
		{ orderNo: '1', notes: 'b' },
	]);
});

test('entries come in groups', async () => {
	const text = Array.from({ length: 5 }, (_, index) => `{"orderNo":"${index}"}`).join('\n');
	const sizes: number[] = [];
	const entries = readEntries(bytesOf(text), recordReader('ndjson', purchaseOrder));
	for await (const group of inGroups(entries, 2)) sizes.push(group.length);
	expect(sizes).toEqual([2, 2, 1]);
});
