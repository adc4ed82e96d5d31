import fc from 'fast-check';
import { isHtml } from '../../../nodes/shared/client/errors/readableText';
import { readErrorBody, type ErrorBody } from '../../../nodes/shared/client/refusals/serverWords';

describe('what a refusal says', () => {
	const errors = { code: ['is taken'] };
	const full: ErrorBody = {
		code: 'INVALID',
		message: 'No good',
		requestId: 'r-1',
		fieldErrors: errors,
	};

	test.each<[string, unknown, ErrorBody]>([
		['all at the top', { code: 'INVALID', message: 'No good', request_id: 'r-1', errors }, full],
		[
			'other spellings',
			{ error_code: 'INVALID', message: 'No good', requestId: 'r-1', errors },
			full,
		],
		[
			'all under error',
			{ error: { code: 'INVALID', message: 'No good', request_id: 'r-1', errors } },
			full,
		],
		[
			'the top and what is under error',
			{ message: 'Top', error: { message: 'Inner', code: 'X' } },
			{ message: 'Top. Inner', code: 'X' },
		],
		['error as a text', { error: 'No good' }, { message: 'No good' }],
		['one text for a field', { errors: { code: 'is taken' } }, { fieldErrors: errors }],
		['a list of one text', { message: 'No good', errors: ['a'] }, { message: 'No good. a' }],
		['other types than expected', { code: 7, error: 9, status: 500, message: null }, {}],
		[
			'a message in a language',
			{ message: { lang: 'en', value: 'Locked' } },
			{ message: 'Locked' },
		],
		['empty texts', { code: '', message: '', error: ' ' }, {}],
		['null', null, {}],
		['nothing', undefined, {}],
		['numbers', [1, 2], {}],
	])('%s', (_, body, expected) => {
		expect(readErrorBody(body)).toEqual(expected);
	});

	test.each<[string, unknown, ErrorBody]>([
		[
			'a list of texts, as adapters answer',
			{ status: 500, errors: ['The order is locked.', 'Ask the buyer.'] },
			{ message: 'The order is locked. Ask the buyer.' },
		],
		[
			'a list of objects with a field and a message',
			{
				errors: [
					{ field: 'vendorKey', message: 'is unknown' },
					{ path: ['lineItems', 0, 'quantity'], msg: 'must be positive' },
					{ message: 'The order is locked' },
				],
			},
			{
				message: 'The order is locked',
				fieldErrors: { vendorKey: ['is unknown'], 'lineItems.0.quantity': ['must be positive'] },
			},
		],
		[
			'problem details with errors by pointer',
			{
				type: 'https://example.test/problems/invalid',
				title: 'Your request is not valid.',
				status: 422,
				detail: 'Two values are wrong.',
				instance: '/orders/abc',
				errors: [
					{ detail: 'must be positive', pointer: '#/lineItems/0/quantity' },
					{ detail: 'is not a date', pointer: '/dueAt' },
				],
			},
			{
				code: 'https://example.test/problems/invalid',
				message: 'Your request is not valid. Two values are wrong.',
				instance: '/orders/abc',
				fieldErrors: { 'lineItems.0.quantity': ['must be positive'], dueAt: ['is not a date'] },
			},
		],
		[
			'problem details with invalid-params',
			{
				title: "Your request parameters didn't validate.",
				'invalid-params': [{ name: 'orderNo', reason: 'must not be empty' }],
			},
			{
				message: "Your request parameters didn't validate.",
				fieldErrors: { orderNo: ['must not be empty'] },
			},
		],
		[
			'JSON:API',
			{
				errors: [
					{
						status: '422',
						title: 'Invalid attribute',
						detail: 'Title is too short.',
						source: { pointer: '/data/attributes/title' },
					},
				],
			},
			{ fieldErrors: { title: ['Invalid attribute', 'Title is too short.'] } },
		],
		[
			'FastAPI',
			{ detail: [{ loc: ['body', 'dueAt'], msg: 'invalid date', type: 'value_error.date' }] },
			{ fieldErrors: { dueAt: ['invalid date'] } },
		],
		[
			'.NET',
			{
				title: 'One or more validation errors occurred.',
				traceId: '00-84c1-01',
				errors: { '$.lineItems[0].quantity': ['could not be converted'], '': ['No body'] },
			},
			{
				message: 'One or more validation errors occurred. No body',
				requestId: '00-84c1-01',
				fieldErrors: { 'lineItems.0.quantity': ['could not be converted'] },
			},
		],
		[
			'fields within fields',
			{ errors: { lineItems: [{}, { quantity: ['is missing'] }], non_field_errors: ['Locked'] } },
			{ message: 'Locked', fieldErrors: { 'lineItems.1.quantity': ['is missing'] } },
		],
		[
			'fields without an envelope',
			{ orderNo: ['This field is required.'] },
			{ fieldErrors: { orderNo: ['This field is required.'] } },
		],
		[
			'messages within fields',
			{ errors: { orderNo: [{ code: 'dup', message: 'is taken' }] } },
			{ fieldErrors: { orderNo: ['is taken'] } },
		],
		[
			'OData',
			{
				error: {
					code: 'ME/083',
					message: { lang: 'en', value: 'Enter a vendor' },
					innererror: {
						transactionid: '5F3A',
						errordetails: [
							{ code: 'ME/083', message: 'Enter a vendor', severity: 'error' },
							{ code: 'ME/062', message: 'No plant', target: 'siteKey', severity: 'error' },
						],
					},
				},
			},
			{ code: 'ME/083', message: 'Enter a vendor', fieldErrors: { siteKey: ['No plant'] } },
		],
		[
			'an error within an error',
			{ error: { error: { message: 'Period is closed' }, details: [{ message: 'Open it' }] } },
			{ message: 'Period is closed. Open it' },
		],
		['a message below data', { data: { message: 'Locked' } }, { message: 'Locked' }],
		[
			'what failed beside the record that was sent',
			{
				message: 'Invalid',
				data: { title: 'Bearings', errors: { orderNo: ['is taken'] } },
			},
			{ message: 'Invalid', fieldErrors: { orderNo: ['is taken'] } },
		],
		['errors below result', { result: { errors: ['Locked'] } }, { message: 'Locked' }],
		['a SOAP fault as JSON', { fault: { faultstring: 'Locked' } }, { message: 'Locked' }],
		[
			'GraphQL',
			{
				data: null,
				errors: [{ message: 'Locked', path: ['createOrder'], extensions: { code: 'L' } }],
			},
			{ fieldErrors: { createOrder: ['Locked'] } },
		],
		[
			'OAuth',
			{ error: 'invalid_grant', error_description: 'The grant has ended' },
			{ message: 'The grant has ended' },
		],
		[
			'Spring, whose path is no field',
			{ timestamp: '2026-01-01', status: 500, error: 'Internal Server Error', path: '/api/erp/x' },
			{ message: 'Internal Server Error' },
		],
		[
			'JSON within a text',
			{ message: '{"error":{"message":"Locked","target":"orderNo"}}' },
			{ fieldErrors: { orderNo: ['Locked'] } },
		],
		['a shape that nobody knows', { a: { b: [{ userMessage: 'Locked' }] } }, { message: 'Locked' }],
		[
			'texts under no known name',
			{ outcome: { de: 'Gesperrt' }, id: 'x' },
			{ message: 'Gesperrt' },
		],
		[
			'a query parameter',
			{ errors: { 'filter[colour]': ['cannot be filtered'] } },
			{ fieldErrors: { 'filter[colour]': ['cannot be filtered'] } },
		],
		['a page whose title is the status', '<html><title>502</title></html>', {}],
		['a list of texts alone', ['One.', 'Two'], { message: 'One. Two' }],
		['a text', 'Order is locked', { message: 'Order is locked' }],
		['nothing but blanks', ' \n ', {}],
		[
			'a web page',
			'<!DOCTYPE html><html><head><title>502 Bad\n Gateway</title></head><body><h1>Oh</h1></body></html>',
			{ message: '502 Bad Gateway' },
		],
		[
			'a web page without a title',
			'<html><body><style>h1 {}</style><h1>Down <b>for</b> maintenance</h1><p>x</p></body></html>',
			{ message: 'Down for maintenance' },
		],
		[
			'a page within a message',
			{ message: '<html><head><title>504</title></head><body><h1>Too late</h1></body></html>' },
			{ message: 'Too late' },
		],
		[
			'XML',
			'<?xml version="1.0"?><error><code>L-1</code><message xml:lang="en">A &amp; B &lt; C</message></error>',
			{ code: 'L-1', message: 'A & B < C' },
		],
		[
			'a SOAP fault',
			'<s:Envelope xmlns:s="x"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring><![CDATA[The order <7> is locked]]></faultstring></s:Fault></s:Body></s:Envelope>',
			{ code: 's:Client', message: 'The order 7 is locked' },
		],
		[
			'XML with fields',
			'<errors><error><field>vendorKey</field><message>is unknown</message></error><error><message>Locked</message></error></errors>',
			{ message: 'Locked', fieldErrors: { vendorKey: ['is unknown'] } },
		],
		[
			'XML of texts',
			'<errors><error>First</error><error>Second</error></errors>',
			{ message: 'First. Second' },
		],
		['XML of other names', '<r><x>Gesperrt</x></r>', { message: 'Gesperrt' }],
		['markup that breaks off', '<fault><message>Locked', { message: 'Locked' }],
	])('%s', (_, body, expected) => {
		expect(readErrorBody(body)).toEqual(expected);
	});
});

describe('what people can read', () => {
	const said = (text: string): string | undefined => readErrorBody({ message: text }).message;

	test.each<[string, string]>([
		['a\u0000b\u001b[31m\n\tc\u202e', 'a b [31m c'],
		['<b>Bold</b><br/><script>alert(1)</script><img src=x onerror=y> text', 'Bold text'],
		['Field <orderNo> is missing', 'Field orderNo is missing'],
		['quantity < 5 and > 3', 'quantity < 5 and > 3'],
		['&quot;A&quot; &#38; &#x42;&nbsp;&eacute;', '"A" & B &eacute;'],
		['x'.repeat(250), '...'],
	])('of %j is %j', (text, expected) => {
		expect(said(text)).toBe(expected);
	});

	test.each<[string, string]>([
		['Authorization: Bearer abc.DEF-123 refused', 'Authorization: Bearer *** refused'],
		['login with password=hunter2 failed', 'login with password=*** failed'],
		['{"client_secret": "a b c", x', '{"client_secret": "***", x'],
		['api_key: k3y-51d2 is wrong', 'api_key: *** is wrong'],
		[
			'GET https://me:pw@host.test/x?access_token=a1&b=2',
			'GET https://***@host.test/x?access_token=***&b=2',
		],
		['got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl today', 'got *** today'],
		['Token: is required', 'Token: is required'],
	])('hides secrets: %s', (text, expected) => {
		expect(said(text)).toBe(expected);
	});

	test('is at most a thousand characters, in whole words', () => {
		const text = said('word '.repeat(1000)) ?? '';
		expect(text.length).toBeLessThanOrEqual(1000);
		expect(text).toMatch(/^(word )+word\.\.\.$/);
	});

	test('is bounded however much was sent', () => {
		const many = Array.from({ length: 5000 }, (_, index) => ({
			field: `f${index}`,
			message: 'm'.repeat(50).concat(' ').repeat(100),
		}));
		const { fieldErrors = {} } = readErrorBody({ errors: many });
		expect(Object.keys(fieldErrors).length).toBeLessThanOrEqual(50);
		expect(JSON.stringify(fieldErrors).length).toBeLessThan(60_000);
	});

	test('of a deep body takes no depth', () => {
		let body: unknown = { message: 'deep' };
		for (let depth = 0; depth < 50_000; depth += 1) body = { error: body };
		expect(readErrorBody(body)).toEqual({});
	});

	test('repeats nothing', () => {
		const body = { title: 'Locked', detail: 'Locked', errors: ['The order is Locked', 'Locked'] };
		expect(readErrorBody(body).message).toBe('The order is Locked');
	});
});

test.each<[unknown, boolean]>([
	['<!DOCTYPE html><p>', true],
	['  <html>', true],
	['<?xml version="1.0"?><!DOCTYPE html><html/>', true],
	['<!-- x --><html>', true],
	['<?xml version="1.0"?><error/>', false],
	['<header/>', false],
	[{}, false],
])('whether %j is a web page: %s', (body, expected) => {
	expect(isHtml(body)).toBe(expected);
});

test('no body whatever makes reading fail', () => {
	fc.assert(
		fc.property(fc.anything({ withNullPrototype: true }), (body) => {
			readErrorBody(body);
			readErrorBody({ error: body, errors: body, message: body });
		}),
	);
	fc.assert(
		fc.property(
			fc.array(fc.constantFrom('<a>', '</a>', '<b x="1">', 'x', '<!--', '<![CDATA[', ']]>')),
			(parts) => {
				readErrorBody(parts.join(''));
			},
		),
	);
});
