import { purchaseOrder, vendor } from '../../../nodes/shared/catalogue';
import { MAX_TRIES } from '../../../nodes/shared/client/traffic/retryPolicy';
import { explain, type Attempt } from '../../../nodes/shared/client/refusals/explain';
import type { ErrorKind } from '../../../nodes/shared/client/errors/errors';
import type { WireOutcome } from '../../../nodes/shared/client/wire/transport';
import {
	clientWith,
	dropped,
	errorOf,
	FakeClock,
	refused,
	response,
	script,
	type Script,
} from './support';

const update: Attempt = { entity: purchaseOrder, operation: 'update', key: '7' };
const list: Attempt = { entity: purchaseOrder, operation: 'getAll' };
const createVendor: Attempt = { entity: vendor, operation: 'create' };

const CHECK_VALUES =
	'Check the values that were sent. Which ones are valid depends on the connected system.';
const SYSTEM_LACKS =
	"Not every system behind Makini offers this. Make the change in the system itself, or ask Makini's support whether it can be enabled for this connection.";
const NO_PERMISSION =
	"The connection's user in the connected system lacks a permission. Ask its administrator, or use another connection.";
const THEIR_SIDE =
	"The fault is on Makini's or the connected system's side and did not go away. Try again later.";

describe('a refusal in words', () => {
	test.each<[number, unknown, Attempt, ErrorKind, string, string]>([
		[400, {}, update, 'validation', 'Makini refused updating the purchase order', CHECK_VALUES],
		[
			400,
			{ message: 'Order is locked. ' },
			update,
			'validation',
			'Makini refused updating the purchase order: Order is locked',
			CHECK_VALUES,
		],
		[
			409,
			{ error: 'Conflict' },
			update,
			'validation',
			'Makini refused updating the purchase order: Conflict',
			CHECK_VALUES,
		],
		[418, {}, update, 'validation', 'Makini refused updating the purchase order', CHECK_VALUES],
		[
			422,
			{
				message: 'Invalid.',
				errors: { vendorKey: ['is unknown.'], 'lineItems.0.quantity': ['is missing', 'is odd.'] },
			},
			update,
			'validation',
			'Makini refused updating the purchase order: Vendor Key: is unknown; Line Items, entry 1, quantity: is missing. is odd',
			'Correct the fields named above. Which values are valid depends on the connected system. Makini says: Invalid.',
		],
		[
			422,
			{ errors: { custom_code: 'is taken' } },
			createVendor,
			'validation',
			'Makini refused creating the vendor: custom_code: is taken',
			'Correct the fields named above. Which values are valid depends on the connected system.',
		],
		[
			422,
			{},
			createVendor,
			'unsupported',
			'The connected system does not support creating vendors',
			SYSTEM_LACKS,
		],
		[403, {}, list, 'permission', 'Makini does not allow listing purchase orders', NO_PERMISSION],
		[
			403,
			{ error: { message: 'Read only.' } },
			update,
			'permission',
			'Makini does not allow updating the purchase order: Read only',
			NO_PERMISSION,
		],
		[
			404,
			{ message: 'Not found' },
			update,
			'notFound',
			'There is no purchase order with the key "7"',
			'Choose it from the list, or check the key: it is Makini\'s key, not the number that people use. To give that, choose "By Order Number". The record may have been deleted. Makini says: Not found.',
		],
		[
			404,
			{},
			list,
			'notFound',
			'Makini has no purchase orders at this address',
			'Check base URL, system type and API style in the Makini credential, and whether the connected system has such records.',
		],
		[
			405,
			{},
			update,
			'unsupported',
			'The connected system does not support updating purchase orders',
			SYSTEM_LACKS,
		],
		[
			501,
			{},
			update,
			'unsupported',
			'The connected system does not support updating purchase orders',
			SYSTEM_LACKS,
		],
		[500, {}, update, 'server', 'Makini failed while updating the purchase order', THEIR_SIDE],
		[
			503,
			{ message: 'Down for maintenance.' },
			list,
			'server',
			'Makini failed while listing purchase orders: Down for maintenance',
			THEIR_SIDE,
		],
		[
			301,
			'',
			list,
			'unexpectedBody',
			'The base URL redirects to another address',
			'Put the final address into the Makini credential. Redirects are not followed, so that the token goes nowhere else.',
		],
		[
			404,
			'<html><head><title>Nothing here</title></head></html>',
			list,
			'unexpectedBody',
			'The base URL answered with a web page instead of data',
			'Check the base URL in the Makini credential: it may be the address of a website, a login page or a proxy. It usually is https://api.makini.io. The page is titled "Nothing here".',
		],
		[
			502,
			'<html><body><h1>Bad gateway</h1></body></html>',
			list,
			'server',
			'Makini failed while listing purchase orders: Bad gateway',
			`${THEIR_SIDE} The answer was a web page, as proxies and gateways give it.`,
		],
		[
			500,
			{ status: 500, errors: ['The order is locked.', 'Ask the buyer.'] },
			update,
			'server',
			'Makini failed while updating the purchase order: The order is locked. Ask the buyer',
			THEIR_SIDE,
		],
		[
			422,
			{ title: 'Not valid.', errors: [{ pointer: '/lineItems/0/quantity', detail: 'is odd' }] },
			update,
			'validation',
			'Makini refused updating the purchase order: Line Items, entry 1, quantity: is odd',
			'Correct the fields named above. Which values are valid depends on the connected system. Makini says: Not valid.',
		],
		[
			422,
			{
				message: 'The order_no is taken. (and 1 more error)',
				errors: { order_no: ['The order_no is taken.'], dueAt: ['No date.'] },
			},
			update,
			'validation',
			'Makini refused updating the purchase order: Order Number: The order_no is taken; Due At: No date',
			'Correct the fields named above. Which values are valid depends on the connected system.',
		],
	])('%i %j', (status, body, attempt, kind, message, hint) => {
		const error = explain(response(status, body), attempt);
		expect(error.kind).toBe(kind);
		expect(error.message).toBe(message);
		expect(error.description).toBe(`${hint} HTTP status: ${status}`);
	});

	test.each([
		['updateStatus', 'Makini failed while changing the status of the purchase order'],
		['delete', 'Makini failed while deleting the purchase order'],
		['upsert', 'Makini failed while creating or updating the purchase order'],
		['get', 'Makini failed while reading the purchase order'],
	] as const)('names what was done: %s', (operation, message) => {
		expect(explain(response(500), { entity: purchaseOrder, operation, key: '1' }).message).toBe(
			message,
		);
	});

	test('has five hundred characters in the message and the rest in the description', () => {
		const body = { message: `First ${'word '.repeat(150)}last.` };
		const { message, description } = explain(response(422, body), update);
		expect(message.length).toBeLessThan(560);
		expect(message).toMatch(/: First (word )+word\.\.\.$/);
		expect(description).toContain(`Makini says: ${body.message} HTTP status: 422`);
	});

	test('ends with what the support asks for', () => {
		const body = { code: 'LOCKED', request_id: 'r-1', message: 'Locked' };
		expect(explain(response(400, body, { 'x-request-id': 'r-2' }), update).description).toBe(
			`${CHECK_VALUES} HTTP status: 400, Makini code: LOCKED, Request ID: r-1`,
		);
	});

	test("takes the request's ID from the header otherwise", () => {
		const error = explain(response(500, '', { 'x-request-id': 'r-2' }), update);
		expect(error.description).toBe(`${THEIR_SIDE} HTTP status: 500, Request ID: r-2`);
		expect(error.details).toMatchObject({ status: 500, requestId: 'r-2' });
	});
});

/** A client that gets these answers; the last one again and again. */
function clientThatGets(
	first: WireOutcome,
	...more: WireOutcome[]
): Script & { client: ReturnType<typeof clientWith> } {
	const clock = new FakeClock();
	const calls = script(clock, first, ...more);
	return { ...calls, client: clientWith({ clock, send: calls.send }) };
}

describe('a 401', () => {
	const unauthorized = response(401, { code: 'AUTHENTICATION_FAILED', request_id: 'r-1' });

	test('of a connection that still answers: the system needs to be reconnected', async () => {
		const { client, sent } = clientThatGets(
			unauthorized,
			response(200, { data: { sync_status: 'fail' } }),
		);

		const error = await errorOf(client.records.get(purchaseOrder, '1'));

		expect(error.kind).toBe('reauthorization');
		expect(error.message).toBe('This connection needs to be reauthorized');
		expect(error.description).toBe(
			'The connected system no longer accepts the login that Makini holds for it, usually because a password or permission was changed. Reconnect the system in Makini, then put the new token into the Makini credential. HTTP status: 401, Makini code: AUTHENTICATION_FAILED, Request ID: r-1',
		);
		expect(sent.map(({ request }) => request.path)).toEqual([
			'/api/erp/purchase-orders/1',
			'/api/integrations/current',
		]);
	});

	test('of a connection that does not answer either: the token is wrong', async () => {
		const { client } = clientThatGets(unauthorized);

		const error = await errorOf(client.records.get(purchaseOrder, '1'));

		expect(error.kind).toBe('authentication');
		expect(error.message).toBe('Makini did not accept the API token');
	});

	test('is still one where the state cannot be asked for', async () => {
		const { client } = clientThatGets(unauthorized, refused);

		expect((await errorOf(client.records.get(purchaseOrder, '1'))).kind).toBe('authentication');
	});

	test('is looked into once for all items', async () => {
		const { client, sent } = clientThatGets(unauthorized);

		await Promise.all(
			['1', '2', '3'].map(async (key) => await errorOf(client.records.get(purchaseOrder, key))),
		);

		expect(sent.filter(({ request }) => request.path === '/api/integrations/current')).toHaveLength(
			1,
		);
	});
});

describe('deleting', () => {
	const done = response(200, {});
	const missing = response(404, {});
	const limited = response(429, {}, { 'retry-after': '1' });

	test.each<[string, [WireOutcome, ...WireOutcome[]]]>([
		['a 200', [done]],
		['an empty 204', [response(204, '')]],
		['a 404 after a 500', [response(500), missing]],
		['a 404 after a closed connection', [dropped, missing]],
		['a 404 after a 500 and a rate limit', [response(500), limited, missing]],
		['a 200 after a rate limit', [limited, done]],
	])('succeeds with %s', async (_, outcomes) => {
		const { client } = clientThatGets(...outcomes);
		await expect(client.records.delete(purchaseOrder, '7')).resolves.toBeUndefined();
	});

	test.each<[string, [WireOutcome, ...WireOutcome[]]]>([
		['a 404 at once', [missing]],
		['a 404 after a rate limit, which deleted nothing', [limited, missing]],
		['a 404 after a refused connection, which deleted nothing', [refused, missing]],
	])('finds no such record with %s', async (_, outcomes) => {
		const { client } = clientThatGets(...outcomes);
		const error = await errorOf(client.records.delete(purchaseOrder, '7'));
		expect(error.kind).toBe('notFound');
		expect(error.message).toBe('There is no purchase order with the key "7"');
	});

	test('gives up on a server that keeps failing', async () => {
		const { client, sent } = clientThatGets(response(500));
		expect((await errorOf(client.records.delete(purchaseOrder, '7'))).message).toBe(
			'Makini failed while deleting the purchase order',
		);
		expect(sent).toHaveLength(MAX_TRIES);
	});
});

describe('a 404 to an operation that not every system has', () => {
	test('is about the operation where the record exists', async () => {
		const { client, sent } = clientThatGets(response(404), response(200, { data: { key: '7' } }));

		const error = await errorOf(client.records.update(vendor, '7', { name: 'x' }));

		expect(error.kind).toBe('unsupported');
		expect(error.message).toBe('The connected system does not support updating vendors');
		expect(sent.map(({ request }) => request.method)).toEqual(['PUT', 'GET']);
	});

	test('is about the record where it does not', async () => {
		const { client } = clientThatGets(response(404));

		const error = await errorOf(client.records.delete(vendor, '7'));

		expect(error.message).toBe('There is no vendor with the key "7"');
	});

	test('needs no second look where every system has the operation', async () => {
		const { client, sent } = clientThatGets(response(404));

		expect((await errorOf(client.records.update(purchaseOrder, '7', {}))).kind).toBe('notFound');
		expect(sent).toHaveLength(1);
	});
});

describe('single records', () => {
	test('are changed by a named action', async () => {
		const { client, sent } = clientThatGets(response(200, { data: { key: '7', statusKey: 's' } }));

		expect(await client.records.act(purchaseOrder, 'updateStatus', 'a/7', { status: 's' })).toEqual(
			{
				key: '7',
				statusKey: 's',
			},
		);
		expect(sent[0]?.request).toEqual({
			method: 'PUT',
			path: '/api/erp/purchase-orders/a%2F7/status',
			body: { status: 's' },
		});
	});

	test('a success without a record is an error that names the operation', async () => {
		const { client } = clientThatGets(response(200, 'OK', { 'x-request-id': 'r-9' }));

		const error = await errorOf(client.records.get(purchaseOrder, '7'));

		expect(error.message).toBe("Makini's answer could not be read while reading purchase orders");
		expect(error.description).toBe(
			'The answer was cut off or is not in the format of the API. Try again; if it stays, check the base URL and the API style in the Makini credential. HTTP status: 200, Request ID: r-9',
		);
	});
});
