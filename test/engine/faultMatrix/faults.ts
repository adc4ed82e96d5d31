import type { FaultEffect } from '../../../sandbox/server/server';

/** What strikes a request, and what it is called in the name of a case. */
export interface FaultCase {
	name: string;
	/**
	 * Left out where nothing goes wrong.
	 * @param now simulated time in milliseconds since the epoch.
	 */
	effect?: (now: number) => FaultEffect;
	/** In words that are not Makini's own it may be a gateway that says so, which knows nothing of the system behind. */
	isLikeGateway?: boolean;
	/** It passes, so that what meets it once is to succeed wherever the request may be repeated. */
	passes: boolean;
	/** The server refuses before it looks at the request, and says so: nothing is sent twice by sending it again. */
	refuses?: boolean;
	/** Nobody can tell whether the server is still at it. */
	mayBeRunning?: boolean;
	/** For so many milliseconds after its answer the server is at it. */
	worksMs?: number;
	/** The answer is lost, though the request was processed. */
	processed?: boolean;
	/** The answer is a success, of this kind, though nothing was done. */
	pretends?: 'text' | 'JSON';
	/** Means something to lists only. */
	ofLists?: boolean;
	/** What the error says that stays. */
	says: RegExp;
}

const status = (
	code: number,
	headers?: Record<string, string>,
	body?: string,
): FaultEffect & { kind: 'status' } => ({
	kind: 'status',
	status: code,
	...(headers ? { headers } : {}),
	...(body === undefined ? {} : { body }),
});

const LIMIT = /rate limit|did not free up/;
const SERVER = /^Makini failed|stayed unavailable|may or may not/;
const UNREADABLE = /could not be read|may or may not/;
const GONE = /closes the connection|failed before there was an answer|may or may not/;
const LATE = /does not answer in time|may or may not/;
const UNSUPPORTED =
	/does not support|not supported|Makini has nothing|has no .+ at this address|There is no|Makini refused/;

const WORK_MS = 20_000;

const inSeconds = (now: number, seconds: number): string =>
	new Date(now + seconds * 1000).toUTCString();

/** The cases of each kind of fault that the sandbox knows; a further kind needs one here. */
export const FAULTS: Readonly<Record<FaultEffect['kind'], readonly FaultCase[]>> = {
	status: [
		{ name: '429', effect: () => status(429), passes: true, refuses: true, says: LIMIT },
		{
			name: '429 with seconds',
			effect: () => status(429, { 'retry-after': '7' }),
			passes: true,
			refuses: true,
			says: LIMIT,
		},
		{
			name: '429 with a date',
			effect: (now) => status(429, { 'retry-after': inSeconds(now, 20) }),
			passes: true,
			refuses: true,
			says: LIMIT,
		},
		{ name: '500', effect: () => status(500), passes: true, mayBeRunning: true, says: SERVER },
		{ name: '502', effect: () => status(502), passes: true, mayBeRunning: true, says: SERVER },
		{ name: '503', effect: () => status(503), passes: true, says: SERVER },
		{
			name: '503 with seconds',
			effect: () => status(503, { 'retry-after': '4' }),
			passes: true,
			refuses: true,
			isLikeGateway: true,
			// Who waits with others does not know what they were told.
			says: new RegExp(`${SERVER.source}|${LIMIT.source}`),
		},
		{
			name: '504',
			effect: () => status(504),
			passes: true,
			mayBeRunning: true,
			says: SERVER,
		},
		{
			name: '302',
			effect: () => status(302, { location: 'https://elsewhere.example/login' }, ''),
			passes: false,
			says: /redirects to another address/,
		},
		{
			name: '200 with text',
			effect: () => status(200, { 'content-type': 'text/plain' }, 'It works!'),
			passes: false,
			pretends: 'text',
			says: UNREADABLE,
		},
		{
			name: '200 with other JSON',
			effect: () => status(200, {}, '{"status": "maintenance"}'),
			passes: false,
			pretends: 'JSON',
			says: UNREADABLE,
		},
	],
	dropBefore: [
		{
			name: 'drop before',
			effect: () => ({ kind: 'dropBefore' }),
			passes: true,
			mayBeRunning: true,
			says: GONE,
		},
	],
	dropWhileWorking: [
		{
			name: 'drop while working',
			effect: () => ({ kind: 'dropWhileWorking', workMs: WORK_MS }),
			worksMs: WORK_MS,
			passes: true,
			says: GONE,
		},
	],
	gateway: [500, 503, 524, 598].map((code) => ({
		name: `gateway with ${code}`,
		effect: () => ({ kind: 'gateway', status: code, workMs: WORK_MS }),
		worksMs: WORK_MS,
		passes: true,
		says: new RegExp(`web page|${SERVER.source}`),
	})),
	processedStatus: [
		{
			name: 'processed, then 500',
			effect: () => ({ kind: 'processedStatus', status: 500 }),
			passes: true,
			processed: true,
			says: SERVER,
		},
	],
	dropAfter: [
		{
			name: 'drop after',
			effect: () => ({ kind: 'dropAfter' }),
			passes: true,
			processed: true,
			says: GONE,
		},
	],
	slow: [
		{
			name: 'slow',
			effect: () => ({ kind: 'slow', ms: 20_000 }),
			passes: true,
			refuses: true,
			says: /^$/,
		},
		{
			name: 'too slow',
			effect: () => ({ kind: 'slow', ms: 150_000 }),
			passes: true,
			processed: true,
			says: LATE,
		},
	],
	silent: [
		{
			name: 'silence',
			effect: () => ({ kind: 'silent' }),
			passes: true,
			mayBeRunning: true,
			says: LATE,
		},
	],
	garbage: [
		{
			name: 'broken JSON',
			effect: () => ({ kind: 'garbage' }),
			passes: true,
			processed: true,
			says: UNREADABLE,
		},
	],
	cutBody: [
		{
			name: 'cut body',
			effect: () => ({ kind: 'cutBody' }),
			passes: true,
			processed: true,
			says: GONE,
		},
	],
	html: [
		{
			name: 'web page with 502',
			effect: () => ({ kind: 'html' }),
			passes: true,
			mayBeRunning: true,
			says: new RegExp(`web page|${SERVER.source}`),
		},
		{
			name: 'web page with 200',
			effect: () => ({ kind: 'html', status: 200 }),
			passes: false,
			says: /web page|may or may not/,
		},
	],
	repeatedPage: [
		{
			name: 'repeated page',
			effect: () => ({ kind: 'repeatedPage' }),
			passes: false,
			ofLists: true,
			says: /twice|instead of page/,
		},
	],
	movedList: [
		{
			name: 'record removed',
			effect: () => ({ kind: 'movedList', by: 'removal' }),
			passes: true,
			ofLists: true,
			says: /^$/,
		},
		{
			name: 'record inserted',
			effect: () => ({ kind: 'movedList', by: 'insertion' }),
			passes: true,
			ofLists: true,
			says: /^$/,
		},
	],
	reauthorization: [
		{
			name: 'reauthorization',
			effect: () => ({ kind: 'reauthorization' }),
			passes: false,
			says: /needs to be reauthorized|did not accept/,
		},
	],
	notSupported: ([404, 405, 422, 501] as const).map((code) => ({
		name: `refused with ${code}`,
		effect: () => ({ kind: 'notSupported', status: code }),
		passes: false,
		says: UNSUPPORTED,
	})),
};
