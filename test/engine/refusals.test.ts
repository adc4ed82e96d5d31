import type { FaultRule } from '../../sandbox/server/server';
import { runNode, type NodeResult } from '../support/engine';
import {
	AUTO_MAP,
	holdTime,
	linkOf,
	mapped,
	orders,
	passUntil,
	run,
	shown,
	startPeer,
	stopPeers,
	TOKEN,
} from './support';

type Body = Extract<FaultRule['effect'], { kind: 'status' }>['body'];

const PARAGRAPHS =
	'https://github.com/n8n-nodes-makini/n8n-nodes-makini/blob/main/docs/troubleshooting.md';
const REFUSED = `${PARAGRAPHS}#makini-refused-creating-the-purchase-order-fields-and-reasons`;

afterEach(async () => {
	jest.useRealTimers();
	await stopPeers();
});

const creating = orders('create', mapped({ orderNo: 'N-1', title: 'Bearings' }));
const listing = orders('getAll');

const peerThatSays = async (status: number, body: Body) =>
	await startPeer({ faults: [{ effect: { kind: 'status', status, body } }] });

async function requesting(method: string, status: number, body: Body): Promise<NodeResult> {
	const { credentials } = await peerThatSays(status, body);
	const path = '/api/erp/vendors';
	const parameters = { resource: 'path', operation: 'send', method, path };
	return await runNode({ node: 'MakiniApiRequest', parameters, credentials });
}

/** What a refusal is, what is said of it, and which fields are named; the rest stands in the description. */
interface Shape {
	body: Body;
	/** For an order, where fields have the form's names. */
	said: string;
	/** For a request that belongs to no entity. */
	asRequest?: string;
	fields?: Record<string, string[]>;
	also?: string;
}

const shapes: Record<string, Shape> = {
	'a list of texts, as adapters answer': {
		body: { status: 500, errors: ['The period is closed.', 'Ask the controller.'] },
		said: 'The period is closed. Ask the controller',
	},
	'messages by field': {
		body: {
			message: 'The vendor key field is required. (and 1 more error)',
			errors: {
				vendorKey: ['The vendor key field is required.'],
				'lineItems.0.quantity': ['Must be positive.'],
			},
		},
		said: 'Vendor Key: The vendor key field is required; Line Items, entry 1, quantity: Must be positive',
		asRequest:
			'vendorKey: The vendor key field is required; lineItems, entry 1, quantity: Must be positive',
		fields: {
			vendorKey: ['The vendor key field is required.'],
			'lineItems.0.quantity': ['Must be positive.'],
		},
	},
	'problem details': {
		body: {
			type: 'about:blank',
			title: 'Not valid',
			detail: 'One value is wrong.',
			errors: [{ pointer: '/lineItems/0/quantity', detail: 'must be positive' }],
		},
		said: 'Line Items, entry 1, quantity: must be positive',
		asRequest: 'lineItems, entry 1, quantity: must be positive',
		fields: { 'lineItems.0.quantity': ['must be positive'] },
		also: 'Makini says: Not valid. One value is wrong.',
	},
	'a list of objects': {
		body: { errors: [{ field: 'dueAt', message: 'is in the past' }, { message: 'Locked' }] },
		said: 'Due At: is in the past',
		asRequest: 'dueAt: is in the past',
		fields: { dueAt: ['is in the past'] },
		also: 'Makini says: Locked.',
	},
	'an error within an error': {
		body: { error: { error: { message: 'Period is closed' } } },
		said: 'Period is closed',
	},
	details: {
		body: { error: { code: 'X', details: [{ message: 'Period is closed' }] } },
		said: 'Period is closed',
	},
	OData: {
		body: {
			error: {
				code: 'ME/083',
				message: { lang: 'en', value: 'Enter a vendor' },
				innererror: { errordetails: [{ message: 'No plant' }] },
			},
		},
		said: 'Enter a vendor. No plant',
	},
	'a shape that nobody knows': {
		body: { outcome: { notice: { en: 'Period is closed' } } },
		said: 'Period is closed',
	},
	'a text': { body: 'Period is closed\n', said: 'Period is closed' },
	XML: {
		body: '<?xml version="1.0"?><error><message>Period &amp; year are closed</message></error>',
		said: 'Period & year are closed',
	},
	'a SOAP fault': {
		body: '<s:Envelope xmlns:s="x"><s:Body><s:Fault><faultstring>Closed</faultstring></s:Fault></s:Body></s:Envelope>',
		said: 'Closed',
	},
	'the page of a gateway': {
		body: '<html><head><title>Request blocked</title></head><body>x</body></html>',
		said: 'Request blocked',
		also: 'The answer was a web page, as proxies and gateways give it.',
	},
	"names of the system's errors": {
		body: { message: 'preexisting order, EPERM in approvePermissions, ENOENT' },
		said: 'preexisting order, EPERM in approvePermissions, ENOENT',
	},
	'markup and control characters': {
		body: { message: '<p>Period\u0007 <b>is</b> closed</p><script>alert(1)</script>' },
		said: 'Period is closed',
	},
	secrets: {
		body: { message: `Token ${TOKEN} with password=hunter2 is refused` },
		said: 'Token *** with password=*** is refused',
	},
};

describe.each(Object.entries(shapes))('%s', (_, { body, said, asRequest = said, fields, also }) => {
	const expectShown = (result: NodeResult, message: string): void => {
		expect(shown(result).message).toBe(`${message} [item 0]`);
		if (also) expect(shown(result).description).toContain(also);
		expect(shown(result).description).toContain('HTTP status: 422');
		expect(shown(result).description).not.toContain('hunter2');
		expect(linkOf(result)).toBe(REFUSED);
		expect(result.error?.context?.data).toMatchObject(fields ? { fieldErrors: fields } : {});
	};

	it('to a create', async () => {
		const result = await run(await peerThatSays(422, body), creating);
		expectShown(result, `Makini refused creating the purchase order: ${said}`);
	});

	it('to a list', async () => {
		const result = await run(await peerThatSays(422, body), listing);
		expectShown(result, `Makini refused listing purchase orders: ${said}`);
	});

	it('to any request', async () => {
		const result = await requesting('GET', 422, body);
		const { message } = shown(result);
		expectShown(result, `${message.slice(0, message.indexOf(':'))}: ${asRequest}`);
	});

	it('to a create that may have been carried out', async () => {
		const peer = await peerThatSays(500, body);
		const result = await run(peer, { ...creating, options: { onUncertainWrite: 'fail' } });
		expect(shown(result).message).toBe(
			'The purchase order N-1 may or may not have been created [item 0]',
		);
		expect(shown(result).description).toContain(
			`Makini answered with status 500: ${asRequest}. Look for it in Makini`,
		);
		expect(linkOf(result)).toBe(
			`${PARAGRAPHS}#the-purchase-order-n-1-may-or-may-not-have-been-created`,
		);
	});

	it('to a request that may have been carried out', async () => {
		const result = await requesting('POST', 500, body);
		expect(shown(result).description).toContain(
			`Makini answered with status 500: ${asRequest}. It was not sent again`,
		);
	});

	it('of a server that fails', async () => {
		const peer = await peerThatSays(500, body);
		holdTime();
		const result = await passUntil(run(peer, listing), 5_000);
		expect(shown(result).message).toBe(
			`Makini failed while listing purchase orders: ${said} [item 0]`,
		);
	});

	it('for want of a permission', async () => {
		const result = await run(await peerThatSays(403, body), listing);
		expect(shown(result).message).toBe(
			`Makini does not allow listing purchase orders: ${said} [item 0]`,
		);
	});

	it('as an item', async () => {
		const { outputs } = await run(await peerThatSays(422, body), orders('create', AUTO_MAP), {
			input: [{ orderNo: 'N-1' }],
			onError: 'continueErrorOutput',
		});
		const error = outputs[1]?.[0]?.json.error as { message: string; description: string };
		expect(error.message).toBe(`Makini refused creating the purchase order: ${said} [item 0]`);
		expect(error.description.endsWith(` ${REFUSED}`)).toBe(true);
	});
});

it('of a wrong token and of an unknown key', async () => {
	const body = { errors: ['Session has ended.'] };
	const refused = await run(await peerThatSays(401, body), listing);
	expect(shown(refused).description).toContain('Makini says: Session has ended.');
	expect(linkOf(refused)).toBe(`${PARAGRAPHS}#makini-did-not-accept-the-api-token`);
	const missing = await run(await peerThatSays(404, body), listing);
	expect(shown(missing).description).toContain('Makini says: Session has ended.');
	expect(linkOf(missing)).toBe(`${PARAGRAPHS}#makini-has-no-purchase-orders-at-this-address`);
});

it('of a web page where the base URL is wrong', async () => {
	const page = '<!DOCTYPE html><html><head><title>Sign in</title></head></html>';
	for (const status of [200, 404]) {
		const result = await run(await peerThatSays(status, page), listing);
		expect(shown(result)).toEqual({
			message: 'The base URL answered with a web page instead of data [item 0]',
			description: expect.stringContaining('The page is titled "Sign in".') as string,
		});
	}
});

it('says what a success says that is none', async () => {
	const result = await run(await peerThatSays(200, { errors: ['Period is closed.'] }), listing);
	expect(shown(result).message).toMatch(/^Makini's answer could not be read/);
	expect(shown(result).description).toContain('Makini says: Period is closed.');
});

it('is as long as people read', async () => {
	const text = `First ${'word '.repeat(1000)}`;
	const result = await run(await peerThatSays(422, { message: text }), listing);
	const { message, description } = shown(result);
	expect(message.length).toBeLessThan(560);
	expect(message).toMatch(/First (word )+word\.\.\. \[item 0\]$/);
	expect(description.length).toBeLessThan(1200);
	expect(description).toMatch(/Makini says: First (word )+word\.\.\. HTTP status: 422/);
});
