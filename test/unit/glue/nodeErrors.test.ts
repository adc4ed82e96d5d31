import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { MakiniError } from '../../../nodes/shared/client/errors/errors';
import { errorJson, nodeError } from '../../../nodes/shared/glue/session/nodeErrors';
import type { Session } from '../../../nodes/shared/glue/session/session';
import { node } from './support';

const TOKEN = 'token-4711';
const place = { node, secrets: [TOKEN] };
const session = { node, secrets: [TOKEN] } as unknown as Session;

const PARAGRAPHS =
	'https://github.com/n8n-nodes-makini/n8n-nodes-makini/blob/main/docs/troubleshooting.md';
const REFUSED = `${PARAGRAPHS}#makini-refused-creating-the-purchase-order-fields-and-reasons`;
const link = (address: string): string =>
	`<a href="${address}" target="_blank">More about this</a>`;

const validation = new MakiniError('Makini refused creating the vendor: Code: is taken', {
	kind: 'validation',
	status: 422,
	hint: 'Correct the fields named above.',
	code: 'INVALID',
	requestId: 'r-1',
	fieldErrors: { code: ['is taken'] },
});

describe('an error of the node', () => {
	test('says what happened to which item, what to do, and what support asks for', () => {
		const error = nodeError(validation, {
			...place,
			itemIndex: 3,
			addition: 'Not tried: 4.',
			report: { failed: [3] },
		});
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error.message).toBe('Makini refused creating the vendor: Code: is taken [item 3]');
		expect(error.description).toBe(
			`Correct the fields named above. HTTP status: 422, Makini code: INVALID, Request ID: r-1 Not tried: 4. ${link(REFUSED)}`,
		);
		expect((error as NodeApiError).httpCode).toBe('422');
		expect(error.context.data).toEqual({
			kind: 'validation',
			httpCode: 422,
			code: 'INVALID',
			requestId: 'r-1',
			fieldErrors: { code: ['is taken'] },
			failed: [3],
		});
	});

	test('without a response is one of operation', () => {
		const error = nodeError(new MakiniError('No', { kind: 'input', hint: 'Do.' }), place);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: 'No',
			description: `Do. ${link(`${PARAGRAPHS}#parameters-and-values`)}`,
		});
	});

	test.each([
		'No field approvePermissions',
		'preexisting',
		'EPERM',
		'The code ECONNREFUSED-7 is taken',
		'ENOENT and ETIMEDOUT and 404',
	])('keeps its words: %s', (message) => {
		for (const status of [undefined, 404, 422, 500]) {
			const error = nodeError(new MakiniError(message, { kind: 'server', status }), place);
			expect(error.message).toBe(message);
		}
	});

	test('names its item once', () => {
		const error = new MakiniError('No [item 2]', { kind: 'input' });
		expect(nodeError(error, { ...place, itemIndex: 2 }).message).toBe('No [item 2]');
	});

	test('that n8n already knows stays the same', () => {
		const error = new NodeOperationError(node, 'No');
		expect(nodeError(error, place)).toBe(error);
	});

	test.each<[string, unknown, string]>([
		['any error', new TypeError('x is undefined'), 'x is undefined'],
		['what is no error', 'boom', 'An unknown error happened'],
		['nothing', undefined, 'An unknown error happened'],
	])('of %s has its message', (_, thrown, message) => {
		expect(nodeError(thrown, place).message).toBe(message);
	});

	test('shows no secret, wherever it stands', () => {
		const leaky = new MakiniError(`Bearer ${TOKEN} refused`, {
			kind: 'server',
			status: 500,
			hint: `Token ${TOKEN}.`,
			code: TOKEN,
			requestId: TOKEN,
			fieldErrors: { [TOKEN]: [`is ${TOKEN}`] },
		});
		const error = nodeError(leaky, { ...place, addition: `Keys ${TOKEN}.` });
		const shown = [error.message, error.description, JSON.stringify(error.context)];
		expect(shown.join(' ')).not.toContain(TOKEN);
		expect(JSON.stringify(error)).not.toContain(TOKEN);
		expect(error.message).toBe('Bearer *** refused');
		expect(JSON.stringify(errorJson(leaky, 0, session))).not.toContain(TOKEN);
	});
});

describe('the JSON of an item that failed', () => {
	test('has the error as its only key, with all facts', () => {
		expect(errorJson(validation, 3, session)).toEqual({
			error: {
				message: 'Makini refused creating the vendor: Code: is taken [item 3]',
				description: `Correct the fields named above. HTTP status: 422, Makini code: INVALID, Request ID: r-1 ${REFUSED}`,
				kind: 'validation',
				httpCode: 422,
				code: 'INVALID',
				requestId: 'r-1',
				fieldErrors: { code: ['is taken'] },
			},
		});
	});

	test('of an error that nobody expected has its message', () => {
		expect(errorJson(new Error('boom'), 0, session)).toMatchObject({
			error: { message: 'boom [item 0]', description: '' },
		});
	});
});
