import { readRateHeaders } from '../../../../nodes/shared/client/traffic/rateHeaders';
import { START } from '../support';

describe('what a server tells of its limit', () => {
	const now = START;

	test.each<[string, Record<string, string>, unknown]>([
		[
			'a moment in seconds',
			{
				'x-ratelimit-limit': '60',
				'x-ratelimit-remaining': '59',
				'x-ratelimit-reset': String(START / 1000 + 5),
			},
			{ limit: 60, remaining: 59, resetMs: 5000 },
		],
		[
			'a moment in milliseconds',
			{ 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': String(START + 1500) },
			{ remaining: 3, resetMs: 1500 },
		],
		[
			'seconds from now',
			{ 'ratelimit-limit': '100, 100;w=60', 'ratelimit-remaining': '0', 'ratelimit-reset': '30' },
			{ limit: 100, remaining: 0, resetMs: 30_000 },
		],
		[
			'a clock that differs from ours',
			{
				'x-ratelimit-remaining': '1',
				'x-ratelimit-reset': String(START / 1000 + 3600 + 5),
				date: new Date(START + 3_600_000).toUTCString(),
			},
			{ remaining: 1, resetMs: 5000 },
		],
		[
			'a moment that is over',
			{ 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '1000000001' },
			{ remaining: 1, resetMs: 0 },
		],
		['nothing', {}, undefined],
		[
			'what does not go by time',
			{ 'x-ratelimit-limit': '4', 'x-ratelimit-remaining': '1' },
			{ limit: 4, remaining: 1 },
		],
		[
			'one header with names',
			{ ratelimit: 'limit=100, remaining=50, reset=30' },
			{ limit: 100, remaining: 50, resetMs: 30_000 },
		],
		[
			'one header with letters, of which the first policy counts',
			{ ratelimit: '"burst";q=100;r=50;t=30, "daily";r=9000;t=50000' },
			{ limit: 100, remaining: 50, resetMs: 30_000 },
		],
		['only its size', { 'x-ratelimit-limit': '1' }, undefined],
		[
			'other units and dates',
			{ 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '500ms' },
			{ remaining: 1 },
		],
		[
			'a date',
			{ 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '2026-11-27T10:00:00Z' },
			{ remaining: 1 },
		],
		['words', { 'x-ratelimit-remaining': 'many', 'x-ratelimit-reset': 'soon' }, undefined],
	])('%s', (_, headers, expected) => {
		expect(readRateHeaders(headers, now)).toEqual(expected);
	});
});
