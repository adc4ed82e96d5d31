import { purchaseOrder } from '../../../nodes/shared/catalogue';
import { CsvReader } from '../../../nodes/shared/files/csv';
import type { RawRecord } from '../../../nodes/shared/client/records/rawRecords';
import {
	csvWriter,
	piecesOf,
	rawNdjsonWriter,
	type FileWriter,
} from '../../../nodes/shared/files/write';
import { rawRecords } from './rawRecords';

const fields = purchaseOrder.fields.filter(({ name }) =>
	['orderNo', 'lineItems', 'shipmentAddress'].includes(name),
);

function lineOf(nested: 'json' | 'columns', record: Record<string, unknown>) {
	const writer = csvWriter({ fields, nested, withOther: true, escapeFormulas: false });
	const reader = new CsvReader(',');
	const [header, row] = reader.push(writer.head + writer.line(record));
	const names = header?.cells ?? [];
	const cells = Object.fromEntries(names.map((name, index) => [name, row?.cells[index]]));
	return Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== ''));
}

const record = {
	orderNo: 'PO-1',
	lineItems: [{ lineNo: '10' }],
	shipmentAddress: { city: 'Graz', gate: 7 },
	approvedBy: null,
};

test('values with parts are JSON, and what has no column stands in the last one', () => {
	expect(lineOf('json', record)).toEqual({
		orderNo: 'PO-1',
		lineItems: '[{"lineNo":"10"}]',
		shipmentAddress: '{"city":"Graz","gate":7}',
		_other: '{"approvedBy":null}',
	});
});

test('objects have a column for each part, and what has none within them is not lost', () => {
	expect(lineOf('columns', record)).toEqual({
		orderNo: 'PO-1',
		lineItems: '[{"lineNo":"10"}]',
		'shipmentAddress.city': 'Graz',
		_other: '{"shipmentAddress":{"gate":7},"approvedBy":null}',
	});
});

test('an object that is none is not lost either', () => {
	expect(lineOf('columns', { shipmentAddress: 'Graz' })).toEqual({
		_other: '{"shipmentAddress":"Graz"}',
	});
});

test('formulas are made harmless where that is asked for', () => {
	const writer = csvWriter({ fields, nested: 'json', withOther: false, escapeFormulas: true });
	expect(writer.line({ orderNo: '=HYPERLINK("x")' })).toBe('"\'=HYPERLINK(""x"")",,\r\n');
});

test('a page is asked for when what was before it is taken, and no sooner', async () => {
	let asked = 0;
	async function* pages(): AsyncGenerator<RawRecord[]> {
		for (let page = 0; page < 50; page += 1) {
			asked += 1;
			yield await Promise.resolve(rawRecords([{ text: 'x'.repeat(100_000) }]));
		}
	}
	const pieces = piecesOf(pages(), rawNdjsonWriter);

	await pieces.next();
	await pieces.next();
	expect(asked).toBe(1);
	await pieces.next();
	expect(asked).toBe(2);
});

async function written(page: RawRecord[], writer: FileWriter): Promise<string> {
	async function* pages(): AsyncGenerator<RawRecord[]> {
		yield await Promise.resolve(page);
	}
	const pieces: Uint8Array[] = [];
	for await (const piece of piecesOf(pages(), writer)) pieces.push(piece);
	return Buffer.concat(pieces).toString();
}

test('pages are emptied, so that nobody keeps their records', async () => {
	const page = rawRecords([{ key: '1' }, { key: '2' }]);
	expect(await written(page, rawNdjsonWriter)).toBe('{"key":"1"}\n{"key":"2"}\n');
	expect(page).toEqual([]);
});

test('a record that came on several lines stands on one', async () => {
	const page = rawRecords([{ key: '1', lineItems: [{ lineNo: '10' }] }, { key: '2' }], 2);
	expect(await written(page, rawNdjsonWriter)).toBe(
		'{"key":"1","lineItems":[{"lineNo":"10"}]}\n{"key":"2"}\n',
	);
});
