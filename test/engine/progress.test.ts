import {
	AUTO_MAP,
	holdTime,
	numbers,
	orders,
	passUntil,
	run,
	startPeer,
	stopPeers,
	STYLES,
	TOKEN,
} from './support';

interface Log {
	debug: (message: string) => void;
}

// n8n-core has packages of its own versions, which are not the ones that lie beside it.
const ofCore = <T extends object>(name: string): T =>
	jest.requireActual<T>(require.resolve(name, { paths: [require.resolve('n8n-core')] }));

const { Container } = ofCore<{ Container: { get(type: unknown): Log } }>('@n8n/di');
const { Logger } = ofCore<{ Logger: unknown }>('@n8n/backend-common');

/** Everything that is written to n8n's log at debug level from now on. */
function debugLog(): string[] {
	const lines: string[] = [];
	jest.spyOn(Container.get(Logger), 'debug').mockImplementation((line) => void lines.push(line));
	return lines;
}

const ours = (lines: string[]): string[] => lines.filter((line) => line.startsWith('Makini'));

afterEach(async () => {
	jest.useRealTimers();
	jest.restoreAllMocks();
	await stopPeers();
});

describe.each(STYLES)('what a run tells (%s)', (apiStyle) => {
	it('a reading without waits: one line in the log, and nothing at the output', async () => {
		const peer = await startPeer({ apiStyle, orders: 250 });
		const lines = debugLog();
		const { hints, error } = await run(
			peer,
			orders('getAll', { returnAll: true, options: { pageSize: 100 } }),
		);
		expect(error).toBeUndefined();
		expect(hints).toEqual([]);
		expect(ours(lines)).toEqual([
			expect.stringMatching(
				/^Makini, done: 250 records read, 3 pages, 3 requests, \d\.\d s in all$/,
			),
		]);
	});

	it('writes under a rate limit: lines on the way, in the log and in the editor, and a hint at the end', async () => {
		holdTime();
		const peer = await startPeer({
			apiStyle,
			rateLimit: { requests: 10, perSeconds: 12, retryAfter: 'seconds' },
		});
		const lines = debugLog();
		const messages: unknown[] = [];
		const running = run(peer, orders('create', AUTO_MAP), {
			input: numbers(28).map((item) => ({ orderNo: `N-${item}` })),
			onUiMessage: (message) => messages.push(message),
		});
		const { hints, error } = await passUntil(running, 500);
		expect(error).toBeUndefined();
		expect(peer.server.counters().created).toBe(28);
		const told = ours(lines);
		expect(told.length).toBeGreaterThanOrEqual(2);
		expect(told.at(-1)).toMatch(/^Makini, done: 28 writes, .* waiting for the rate limit, /);
		expect(told[0]).toMatch(/^Makini: \d+ writes, /);
		expect(messages).toHaveLength(told.length - 1);
		expect(hints).toEqual([
			{
				location: 'outputPane',
				type: 'info',
				message: expect.stringMatching(
					/^\d\d\.\d s of \d\d\.\d s were spent waiting because the rate limit of this connection was reached\. /,
				) as unknown,
			},
		]);
		expect(JSON.stringify([lines, messages])).not.toContain(TOKEN);
	});

	it('an API request that fails is told as well', async () => {
		const peer = await startPeer({ apiStyle });
		const lines = debugLog();
		const { error } = await run(
			peer,
			{ resource: 'path', operation: 'send', path: '/api/erp/nothing' },
			{ node: 'MakiniApiRequest' },
		);
		expect(error).toBeDefined();
		expect(ours(lines)).toEqual([expect.stringMatching(/^Makini, done: 1 request, /)]);
	});
});
