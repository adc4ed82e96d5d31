import fc from 'fast-check';
import {
	BACKOFF_BASE_MS,
	BACKOFF_CAP_MS,
	backoffMs,
	decide,
	MAX_TRIES,
	retryAfterMs,
	type Decision,
} from '../../../nodes/shared/client/traffic/retryPolicy';
import type { WireOutcome, WireRequest } from '../../../nodes/shared/client/wire/transport';
import { dropped, failure, refused, response, START, timeout } from './support';

const METHODS = ['GET', 'PUT', 'DELETE', 'POST', 'PATCH'] as const;

function decisionOf(
	method: WireRequest['method'],
	outcome: WireOutcome,
	attempt = 0,
	limited = 0,
): Decision {
	return decide({ method, outcome, attempt, limited, now: START, random: 0.5 });
}

/** One word for a decision. */
function wordFor(decision: Decision): string {
	if (decision.do === 'wait') return decision.pauseAll ? 'pause all' : 'wait';
	if (decision.do === 'verify') return `verify, again ${decision.again}`;
	return 'accept';
}

const soon = { 'retry-after': '5' };

const NEVER = 'verify, again never';

/** What only the API itself says. */
const own = { code: 'SERVER_ERROR', message: 'Failed.' };
const adapter = { status: 500, errors: ['The first reason.', 'The second one.'] };
/** What gateways say, some of them in JSON. */
const gateway = { message: 'The upstream server is timing out' };
const problem = {
	type: 'https://gateway.test/timeout',
	title: 'Timeout',
	errors: [{ pointer: '/x', detail: 'y' }],
};
const soap =
	'<Envelope><Body><Fault><faultcode>Server</faultcode><faultstring>No</faultstring></Fault></Body></Envelope>';

describe('what follows an outcome', () => {
	// Of every row: what happened, then GET, PUT and DELETE, then POST and PATCH.
	const table: Array<[string, WireOutcome, string, string]> = [
		['200', response(200), 'accept', 'accept'],
		['201', response(201), 'accept', 'accept'],
		['302', response(302), 'accept', 'accept'],
		['400', response(400), 'accept', 'accept'],
		['401', response(401), 'accept', 'accept'],
		['403', response(403), 'accept', 'accept'],
		['404', response(404), 'accept', 'accept'],
		['409', response(409), 'accept', 'accept'],
		['422', response(422), 'accept', 'accept'],
		['429', response(429), 'pause all', 'pause all'],
		['429 with a time', response(429, {}, soon), 'pause all', 'pause all'],
		['500', response(500), 'wait', NEVER],
		['500 with a time', response(500, {}, soon), 'wait', NEVER],
		['500 of its own', response(500, own), 'wait', 'verify, again ifListsAreCurrent'],
		['500 of an adapter', response(500, adapter), 'wait', 'verify, again ifListsAreCurrent'],
		['500 of a gateway', response(500, gateway), 'wait', NEVER],
		['500 with a problem of anybody', response(500, problem), 'wait', NEVER],
		['500 with a SOAP fault', response(500, soap), 'wait', NEVER],
		['503 of its own', response(503, own), 'wait', 'verify, again always'],
		['502 that looks like its own', response(502, own), 'wait', NEVER],
		['408', response(408), 'accept', NEVER],
		['520', response(520), 'wait', NEVER],
		['524', response(524), 'wait', NEVER],
		['598', response(598), 'wait', NEVER],
		['501', response(501), 'accept', 'accept'],
		['502', response(502), 'wait', NEVER],
		['503', response(503), 'wait', NEVER],
		['503 with a time', response(503, {}, soon), 'pause all', NEVER],
		['own 503 with a time', response(503, own, soon), 'pause all', 'pause all'],
		['504', response(504), 'wait', NEVER],
		['refused connection', refused, 'wait', 'wait'],
		['unknown host', failure('ENOTFOUND', { reach: 'notSent' }), 'wait', 'wait'],
		[
			'untrusted certificate',
			failure('CERT_HAS_EXPIRED', { reach: 'notSent' }),
			'accept',
			'accept',
		],
		['closed connection', dropped, 'wait', NEVER],
		['timeout', timeout, 'wait', NEVER],
		['cancellation', { kind: 'cancelled' }, 'accept', 'accept'],
	];

	test.each(
		table.flatMap(([name, outcome, repeatable, post]) =>
			METHODS.map((method) => ({
				method,
				name,
				outcome,
				expected: method === 'POST' || method === 'PATCH' ? post : repeatable,
			})),
		),
	)('$method, $name: $expected', ({ method, outcome, expected }) => {
		expect(wordFor(decisionOf(method, outcome))).toBe(expected);
	});

	test.each([
		['500', response(500), MAX_TRIES],
		['a refused connection', refused, MAX_TRIES],
		['an unknown host', failure('ENOTFOUND', { reach: 'notSent' }), 3],
		['a failed handshake', failure('EPROTO', { reach: 'notSent' }), 1],
		['an own certificate', failure('DEPTH_ZERO_SELF_SIGNED_CERT', { reach: 'notSent' }), 1],
	])('%s is tried a bounded number of times', (_, outcome, tries) => {
		const waits = Array.from({ length: 20 }, (_unused, attempt) =>
			decisionOf('GET', outcome, attempt),
		).findIndex((decision) => decision.do === 'accept');
		expect(waits + 1).toBe(tries);
	});

	test('a rate limit is waited out however often other things failed', () => {
		expect(wordFor(decisionOf('POST', response(429), 100))).toBe('pause all');
	});

	test('the time that the server asks for is taken exactly', () => {
		expect(decisionOf('GET', response(429, {}, { 'retry-after': '12' }))).toEqual({
			do: 'wait',
			ms: 12_000,
			pauseAll: true,
		});
	});

	test('rate limits that name no time are waited for longer and longer', () => {
		const waits = [0, 1, 2, 3, 10].map((limited) => decisionOf('GET', response(429), 0, limited));
		expect(waits.map((decision) => decision.do === 'wait' && decision.ms)).toEqual([
			250, 500, 1000, 2000, 15_000,
		]);
	});

	test('a server that keeps asking for no wait at all is not asked without end', () => {
		const headers = { 'retry-after': '0' };
		const waits = [0, 1, 8].map((limited) =>
			decisionOf('GET', response(429, {}, headers), 0, limited),
		);
		expect(waits.map((decision) => decision.do === 'wait' && decision.ms)).toEqual([
			250, 500, 15_000,
		]);
	});
});

test('a POST or PATCH that may have been processed is never sent again without a look', () => {
	const reached = fc.oneof(
		fc.integer({ min: 500, max: 599 }).map((status) => response(status)),
		fc.constantFrom(dropped, timeout),
	);
	const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
	fc.assert(
		fc.property(
			fc.constantFrom('POST' as const, 'PATCH' as const),
			reached,
			fc.nat(20),
			chance,
			(method, outcome, attempt, random) => {
				const decision = decide({ method, outcome, attempt, limited: 0, now: START, random });
				expect(decision.do).not.toBe('wait');
			},
		),
	);
});

describe('Retry-After', () => {
	const at = 'Fri, 01 May 2026 08:00:12 GMT';

	test.each<[string, Record<string, string>, number | undefined]>([
		['seconds', { 'retry-after': '12' }, 12_000],
		['no seconds', { 'retry-after': '0' }, 0],
		['blanks around', { 'retry-after': ' 3 ' }, 3000],
		['part of a second', { 'retry-after': '0.25' }, 250],
		['a date, held against our clock', { 'retry-after': at }, 12_000],
		[
			"a date, held against the server's clock",
			{ 'retry-after': at, date: 'Fri, 01 May 2026 08:00:05 GMT' },
			7000,
		],
		["a date, the server's clock unreadable", { 'retry-after': at, date: 'today' }, 12_000],
		['a date in the past', { 'retry-after': 'Fri, 01 May 2026 07:00:00 GMT' }, 0],
		['nothing', {}, undefined],
		['an empty text', { 'retry-after': '' }, undefined],
		['a word', { 'retry-after': 'soon' }, undefined],
		['a negative number', { 'retry-after': '-5' }, undefined],
		['a number with a unit', { 'retry-after': '12s' }, undefined],
		['a number with a comma', { 'retry-after': '1,5' }, undefined],
		['words with a number', { 'retry-after': 'in 5' }, undefined],
	])('%s', (_, headers, expected) => {
		expect(retryAfterMs(headers, START)).toBe(expected);
	});

	test('any number of seconds', () => {
		fc.assert(
			fc.property(fc.nat(1_000_000), (seconds) => {
				expect(retryAfterMs({ 'retry-after': String(seconds) }, START)).toBe(seconds * 1000);
			}),
		);
	});

	test('any date, whatever our own clock says', () => {
		fc.assert(
			fc.property(fc.nat(86_400), fc.integer(), (seconds, ourClock) => {
				const headers = {
					date: new Date(START).toUTCString(),
					'retry-after': new Date(START + seconds * 1000).toUTCString(),
				};
				expect(retryAfterMs(headers, ourClock)).toBe(seconds * 1000);
			}),
		);
	});
});

describe('backoff', () => {
	const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

	test('is at least a millisecond, and at most the doubled base of each attempt or the cap', () => {
		fc.assert(
			fc.property(fc.nat(10_000), chance, (attempt, random) => {
				const wait = backoffMs(attempt, random);
				expect(wait).toBeGreaterThanOrEqual(1);
				expect(wait).toBeLessThanOrEqual(Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempt));
			}),
		);
	});

	test('grows with the attempt for the same chance', () => {
		fc.assert(
			fc.property(fc.nat(20), chance, (attempt, random) => {
				expect(backoffMs(attempt + 1, random)).toBeGreaterThanOrEqual(backoffMs(attempt, random));
			}),
		);
	});
});
