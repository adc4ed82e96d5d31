import fc from 'fast-check';
import { errorReply, invalidFields } from '../../../../sandbox/replies';
import { encoded } from '../../../../sandbox/charset';
import { errorIn, ERROR_DIALECTS } from '../../../../sandbox/dialects/errors';
import { keyAsNumber, keyOfNumber, withKeysInJson } from '../../../../sandbox/dialects/numbers';
import { recordKey } from '../../../../sandbox/data/keys';
import { parseConnections } from '../../../../sandbox/admin/parsing';
import type { JsonObject } from '../../../../sandbox/base';
import { closePeers, speaking } from './support';

afterEach(closePeers);

const ORDER = { orderNo: 'NEW', totalNetValue: '12.50' };

describe('one record', () => {
	test('comes bare, or under its name', async () => {
		const bare = speaking({ record: 'bare' });
		const { json } = await bare.ask('POST', 'purchase-orders', ORDER);
		const { key } = json as JsonObject;
		expect(json).toMatchObject(ORDER);
		expect((await bare.get(`purchase-orders/${String(key)}`)).json).toEqual(json);
		const named = await speaking({ record: 'named' }).ask('POST', 'purchase-orders', ORDER);
		expect(named.json).toMatchObject({ purchaseOrder: ORDER });
	});

	test('is created with 201 and its address, without a body', async () => {
		const stage = speaking({ record: 'created' });
		const created = await stage.ask('POST', 'purchase-orders', ORDER);
		expect(created).toMatchObject({ status: 201, text: '' });
		expect(created.headers).not.toHaveProperty('content-type');
		expect(stage.server.log()[0]).toMatchObject({ status: 201, itemKey: expect.any(String) });
		const { location = '' } = created.headers;
		expect((await stage.get(location)).json).toMatchObject({ data: ORDER });
		expect((await stage.ask('PUT', location, { title: 'x' })).json).toMatchObject({ data: ORDER });
	});

	test('is written with 204', async () => {
		const stage = speaking({ record: 'noContent' });
		const [first] = stage.server.records('purchase-orders');
		const path = `purchase-orders/${first?.key}`;
		for (const answer of [
			await stage.ask('POST', 'purchase-orders', ORDER),
			await stage.ask('PUT', path, { title: 'x' }),
			await stage.ask('DELETE', path),
		]) {
			expect(answer).toMatchObject({ status: 204, text: '' });
			expect(answer.headers).not.toHaveProperty('content-length');
		}
		expect((await stage.get('purchase-orders')).json).toMatchObject({ meta: { total: 12 } });
	});
});

describe('errors', () => {
	const reply = errorReply(
		invalidFields({
			'lineItems.0.quantity': ['The quantity must be > 0.'],
			title: ['The title is required.', 'The title must be a string.'],
		}),
	);
	const texts = [
		'The quantity must be > 0.',
		'The title is required.',
		'The title must be a string.',
	];

	test('have the forms that APIs have', () => {
		const body = (dialect: (typeof ERROR_DIALECTS)[number]) => errorIn(dialect, reply).body;
		expect(body('makini')).toMatchObject({ code: 'VALIDATION_FAILED' });
		expect(Object.keys(body('laravel') ?? {})).toEqual(['message', 'errors']);
		expect(body('texts')).toEqual({ status: 422, errors: texts });
		expect(body('problem')).toMatchObject({
			title: 'Unprocessable Entity',
			status: 422,
			errors: [
				{ pointer: '#/lineItems/0/quantity', detail: texts[0] },
				{ pointer: '#/title', detail: texts[1] },
				{ pointer: '#/title', detail: texts[2] },
			],
		});
		expect(body('nested')).toMatchObject({
			error: { details: [{ field: 'lineItems.0.quantity', message: texts[0] }, {}, {}] },
		});
		expect(errorIn('text', reply).raw).toBe(texts.join('\n'));
		expect(errorIn('xml', reply).raw).toContain('The quantity must be &#62; 0.');
		expect(errorIn('html', reply).raw).toContain('<title>The quantity must be &#62; 0. (and 2');
	});

	test.each(ERROR_DIALECTS)('are said as %s wherever the API refuses', async (errors) => {
		const stage = speaking({
			errors,
			limit: { kind: 'fixed', requests: 4, perMs: 1000, tells: 'retryAfter' },
		});
		const refusals = [
			await stage.ask('POST', 'purchase-orders', {}),
			await stage.ask('POST', 'purchase-orders', '{'),
			await stage.get('purchase-orders/none'),
			await stage.get('nothing'),
			await stage.get('sites'),
		];
		expect(refusals.map(({ status }) => status)).toEqual([422, 400, 404, 404, 429]);
		expect(refusals.at(-1)?.headers).toHaveProperty('retry-after');
		const isJson = !['xml', 'text', 'html', 'empty'].includes(errors);
		for (const { json, headers, text } of refusals) {
			expect(json !== undefined).toBe(isJson);
			expect(headers['content-type']?.includes('json') ?? false).toBe(isJson);
			expect(text === '').toBe(errors === 'empty');
		}
	});

	test('that a fault says in its own words stay as they are', async () => {
		const body = { own: 'words' };
		const faults = [{ effect: { kind: 'status' as const, status: 500, body } }];
		const stage = speaking({ errors: 'xml' }, { faults });
		expect((await stage.get('sites')).json).toEqual(body);
	});
});

describe('charsets', () => {
	const title = 'Größe – 你好 😀';

	test.each(['utf-8', 'bom', 'latin1', 'none'] as const)(
		'%s is read as it says',
		async (charset) => {
			const stage = speaking({ charset });
			const { json, headers, bytes } = await stage.ask('POST', 'purchase-orders', {
				orderNo: 'X',
				title,
			});
			expect(json).toMatchObject({ data: { title } });
			const type = {
				'utf-8': '; charset=utf-8',
				bom: '; charset=utf-8',
				latin1: '; charset=iso-8859-1',
				none: '',
			}[charset];
			expect(headers['content-type']).toBe(`application/json${type}`);
			expect(bytes[0] === 0xef).toBe(charset === 'bom');
			expect(Number(headers['content-length'])).toBe(bytes.length);
		},
	);

	test('what a charset lacks is escaped as the format does', () => {
		const text = (type: string) => encoded('ö–', type, 'latin1').bytes.toString('latin1');
		expect(text('application/json')).toBe('ö\\u2013');
		expect(text('text/html; charset=utf-8')).toBe('ö&#8211;');
		expect(text('text/plain')).toBe('ö?');
	});
});

describe('numbers', () => {
	const get = async (numbers: 'asKept' | 'texts' | 'jsonNumbers' | 'numericKeys') => {
		const stage = speaking({ numbers });
		await stage.ask('POST', 'purchase-orders', {
			orderNo: '007',
			totalNetValue: '12345678901234567890.10',
		});
		const path = 'purchase-orders?filter[orderNo]=007';
		return { stage, text: (await stage.get(path)).text, path };
	};

	test('amounts are texts, or numbers with all their digits', async () => {
		expect((await get('asKept')).text).toContain('"totalNetValue":"12345678901234567890.10"');
		const { text } = await get('jsonNumbers');
		expect(text).toContain('"totalNetValue":12345678901234567890.10');
		expect(text).toContain('"orderNo":"007"');
	});

	test('whole numbers may be texts, but those of the paging stay', async () => {
		const stage = speaking({ numbers: 'texts' }, { systemType: 'eam' });
		const path = 'https://makini.example/api/eam/materials?per_page=1';
		const { data, meta } = (await stage.get(path)).json as JsonObject;
		const types = new Set<string>();
		JSON.stringify(data, (_, value: unknown) => {
			types.add(typeof value);
			return value;
		});
		expect([...types]).not.toContain('number');
		expect([...types]).toContain('string');
		expect(meta).toMatchObject({ per_page: 1 });
	});

	test('codes of digits alone may be numbers, here and in the lines of orders', async () => {
		const codes = ['40063813', '0815'];
		const stage = speaking(
			{ numbers: 'numericCodes' },
			{
				ownRecords: {
					materials: { 'BLT-M12': { code: codes[0] ?? '' }, 'OIL-46': { code: codes[1] ?? '' } },
				},
			},
		);
		const { text } = await stage.get('materials?per_page=100');
		expect(text).toContain('"code":40063813,');
		expect(text).toContain('"code":"0815"');
		const orders = (await stage.get('purchase-orders?per_page=100')).text;
		expect(orders).toContain('"code":40063813,');
		expect(orders).toMatch(/"totalNetValue":"\d/);
		expect((await stage.get('materials?filter[code]=40063813')).text).toContain('"code":40063813');
		const body = '{"code": 4711, "name": "N"}';
		const { text: created } = await stage.ask('POST', 'vendors', body);
		expect(created).toContain('"code":4711');
		expect(stage.server.records('vendors').at(-1)).toMatchObject({ code: '4711' });
	});

	test('running keys may be numbers, and may be named by these', async () => {
		const stage = speaking({ numbers: 'numericKeys' }, { keys: 'running' });
		const { text } = await stage.get('purchase-orders?per_page=1');
		expect(text).toContain('"key":1001,');
		expect(text).toMatch(/"vendorKey":1\d{3},/);
		const update = '{"vendorKey": 1002, "notes": "1002", "lineItems": [{"quantity": 1003}]}';
		const { text: updated } = await stage.ask('PUT', 'purchase-orders/1001', update);
		expect(updated).toContain('"vendorKey":1002');
		expect(updated).toContain('"notes":"1002"');
		expect(updated).toContain('"quantity":"1003.00"');
		const { status } = await stage.ask('PUT', 'purchase-orders/1001/status', '{"status":1003}');
		expect(status).toBe(200);
		expect(stage.server.records('purchase-orders')[0]).toMatchObject({ statusKey: '1003' });
	});

	test('keys may be numbers that JavaScript rounds to that of a neighbour', async () => {
		const { stage, text, path } = await get('numericKeys');
		const key = /"key":(\d+)/.exec(text)?.[1] ?? '';
		expect(Number.isSafeInteger(Number(key))).toBe(false);
		const own = stage.server.records('purchase-orders').at(-1)?.key ?? '';
		expect(keyOfNumber(key)).toBe(own);
		for (const way of [key, own]) {
			expect((await stage.get(`purchase-orders/${way}`)).status).toBe(200);
			expect((await stage.get(`${path}&filter[key]=${way}`)).text).toContain(key);
		}
		const [site] = stage.server.records('sites');
		const siteKey = keyAsNumber(site?.key ?? '');
		const update = `{"siteKey": ${siteKey}, "notes": "see ${siteKey}"}`;
		const { text: updated } = await stage.ask('PUT', `purchase-orders/${key}`, update);
		expect(updated).toContain(`"siteKey":${siteKey}`);
		expect(updated).toContain(`"notes":"see ${siteKey}"`);
		const rounded = [0, 1, 2, 3].map((index) => Number(keyAsNumber(recordKey('s', 'e', index))));
		expect(new Set(rounded).size).toBeLessThan(4);
	});

	test('a key and its number stand for each other', () => {
		fc.assert(
			fc.property(fc.string(), fc.nat(1000), fc.nat(20_000_000), (seed, entity, index) => {
				const key = recordKey(seed, String(entity), index);
				const number = keyAsNumber(key);
				expect(keyOfNumber(number)).toBe(key);
				expect(withKeysInJson(`{"a": [${number}, "${number}"]}`)).toBe(
					`{"a": ["${key}", "${key}"]}`,
				);
			}),
		);
		expect(keyOfNumber('9007199254740991')).toBe('9007199254740991');
		expect(withKeysInJson('{"a": 1234567890123456.5, "b": 9999999999999999}')).toBe(
			'{"a": 1234567890123456.5, "b": 9999999999999999}',
		);
	});
});

test('a file may name dialects that there are', () => {
	const connection = { name: 'a', token: 't', systemType: 'erp', apiStyle: 'module' };
	const parse = (dialect: unknown) => parseConnections([{ ...connection, dialect }]);
	expect(
		parse({ paging: 'links', limit: { kind: 'bucket', requests: 1, perMs: 1, tells: 'nothing' } }),
	).toHaveLength(1);
	expect(() => parse({ paging: 'other' })).toThrow(
		'The dialect of connection 0 is not valid: paging',
	);
	expect(() => parse({ pages: 'links' })).toThrow('pages');
});
