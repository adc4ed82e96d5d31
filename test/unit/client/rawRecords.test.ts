import fc from 'fast-check';
import { readPage } from '../../../nodes/shared/client/wire/envelopes';
import { readRawPage, type RawRecord } from '../../../nodes/shared/client/records/rawRecords';
import { clientWith, FakeClock, purchaseOrder, response, script } from './support';

const texts = fc.string({ unit: fc.constantFrom(...'"\\{}[]:,dat\u00e4\u{1f69a}\n') });

const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3 },
		fc.oneof(texts, fc.integer(), fc.boolean(), fc.constant(null)),
		fc.array(tie('value'), { maxLength: 3 }),
		fc.dictionary(fc.oneof(texts, fc.constant('data')), tie('value'), { maxKeys: 3 }),
	),
}));

const records = fc.dictionary(fc.oneof(texts, fc.constantFrom('key', 'data')), values);

const names = ['data', 'items', 'results', 'purchase_orders', 'lineItems', 'result', 'response'];

/** Lists wherever they may stand. */
const elsewhere = fc.oneof(
	fc.array(records),
	fc.dictionary(
		fc.constantFrom(...names),
		fc.oneof(
			fc.array(records, { maxLength: 3 }),
			fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.array(records), values)),
			values,
		),
	),
);

const lists = fc.record(
	{
		links: values,
		data: fc.oneof({ weight: 5, arbitrary: fc.array(records) }, values),
		meta: fc.record({ last_page: fc.nat(), total: fc.nat() }),
		note: fc.oneof(fc.constant('data'), values),
		more: fc.array(values),
	},
	{ requiredKeys: [] },
);

const indents = fc.constantFrom(undefined, 2, '\r\n');

test('a page that is read record by record is what it is when it is read as a whole', () => {
	fc.assert(
		fc.property(fc.oneof(lists, elsewhere, values), indents, (body, indent) => {
			const text = JSON.stringify(body, undefined, indent);
			const page = readRawPage(Buffer.from(text), purchaseOrder);
			const plain = page && { ...page, records: page.records.map((record) => record.toJSON()) };
			expect(plain).toEqual(readPage(JSON.parse(text), purchaseOrder));
			page?.records.forEach((record) => expect(record.key).toEqual(record.toJSON().key));
		}),
		{ numRuns: 500 },
	);
});

test('a page that is cut off anywhere is none', () => {
	fc.assert(
		fc.property(fc.array(records), fc.nat(), indents, (data, at, indent) => {
			const bytes = Buffer.from(JSON.stringify({ data, total: data.length }, undefined, indent));
			expect(readRawPage(bytes.subarray(0, at % bytes.length))).toBeUndefined();
		}),
	);
});

test('the bytes of a record are those that came', () => {
	const record = '{ "key": "1", "price": 1.10, "no": 12345678901234567890 }';
	const page = readRawPage(Buffer.from(`\uFEFF{ "data" : [ ${record} , {} ] }`));
	expect(page?.records.map(({ bytes }) => bytes.toString())).toEqual([record, '{}']);
});

test('the key of a record is exact, also where it is a number beyond what numbers hold', () => {
	const page = readRawPage(Buffer.from('[{"key":9007199254740993,"no":9007199254740993}]'));
	expect(page?.records[0]?.key).toBe('9007199254740993');
	expect(page?.records[0]?.bytes.toString()).toBe('{"key":9007199254740993,"no":9007199254740993}');
});

test.each([
	['{"data":[{"a":tru}]}'],
	['{"data":[{"a":1}{"a":2}]}'],
	['{"data":[{"a":1},]}'],
	['{"data":[{"a":1}],"data":[{"a":2}]}'],
	['{"data":[{"a":1}]]'],
	['{"data":[{"a":1}],"links":{]}}'],
	['<html>{"data":[{"a":1}]}</html>'],
	[''],
])('%j is no page', (text) => {
	expect(readRawPage(Buffer.from(text))).toBeUndefined();
});

test('a list is read as it came, also where only what it says is at hand', async () => {
	const clock = new FakeClock();
	const body = { data: [{ key: '1' }, { orderNo: 'PO-2' }], meta: { last_page: 1, total: 2 } };
	const json = { 'content-type': 'application/json' };
	const { send, sent } = script(
		clock,
		{ ...response(200, '{"data":[{"key":', json), bytes: Buffer.from('{"data":[{"key":') },
		response(200, body, json),
	);
	const pages: RawRecord[][] = [];
	const { lists } = clientWith({ clock, send });
	for await (const page of lists.readRaw(purchaseOrder, { pageSize: 10 })) pages.push(page);

	expect(JSON.stringify(pages)).toBe('[[{"key":"1"},{"orderNo":"PO-2"}]]');
	expect(sent).toHaveLength(2);
});
