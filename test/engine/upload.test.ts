import { createHash } from 'node:crypto';
import type { IBinaryData } from 'n8n-workflow';
import { storeFile } from '../support/engine';
import { jsonOf, run, shown, startPeer, stopPeers, type Peer } from './support';

afterAll(stopPeers);

const MEGABYTE = 1024 * 1024;

const upload = { resource: 'document', operation: 'upload', documentName: 'Pump manual' };

/** A file made piece by piece; the same every time. */
function* pieces(size: number): Generator<Buffer> {
	for (let made = 0; made < size; made += MEGABYTE) {
		yield Buffer.alloc(Math.min(MEGABYTE, size - made), `piece ${made}`);
	}
}

function hashOf(size: number): string {
	const hash = createHash('sha256');
	for (const piece of pieces(size)) hash.update(piece);
	return hash.digest('hex');
}

const storedFile = async (size: number): Promise<IBinaryData> =>
	await storeFile(pieces(size), { mimeType: 'application/pdf', fileName: 'pump "manual".pdf' });

/**
 * The most memory that was in use for buffers and objects while `work` ran, above what was in use
 * before, in bytes. What the collector has not come round to counts too, so this is a figure to
 * read when the file runs alone, and not to assert.
 */
async function extraMemory(work: () => Promise<void>): Promise<number> {
	const inUse = (): number => {
		const { heapUsed, external } = process.memoryUsage();
		return heapUsed + external;
	};
	global.gc?.();
	const before = inUse();
	let most = before;
	const timer = setInterval(() => {
		most = Math.max(most, inUse());
	}, 2);
	await work();
	clearInterval(timer);
	return most - before;
}

const documentPeer = async (): Promise<Peer> => await startPeer({ systemType: 'eam' });

test('a file is sent anew after a rate limit', async () => {
	const peer = await documentPeer();
	peer.server.setFaults([
		{
			match: { method: 'POST' },
			when: { nth: [1] },
			effect: { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
		},
	]);
	const input = [{ json: {}, binary: { data: await storedFile(MEGABYTE) } }];

	const { outputs, error } = await run(peer, upload, { node: 'MakiniDocument', input });

	expect(error).toBeUndefined();
	expect(jsonOf(outputs[0])).toMatchObject([{ size: MEGABYTE, sha256: hashOf(MEGABYTE) }]);
});

test('an upload whose answer is lost is not repeated', async () => {
	const peer = await documentPeer();
	const before = peer.server.records('documents').length;
	peer.server.setFaults([{ match: { method: 'POST' }, effect: { kind: 'dropAfter' } }]);
	const input = [{ json: {}, binary: { data: await storedFile(MEGABYTE) } }];

	const result = await run(peer, upload, { node: 'MakiniDocument', input });

	expect(shown(result)).toEqual({
		message: 'The document may or may not have been uploaded [item 0]',
		description:
			'The answer was lost. Look at the newest documents in Makini before you upload it again.',
	});
	expect(peer.server.records('documents')).toHaveLength(before + 1);
});

test('a missing file is refused before anything is sent', async () => {
	const peer = await documentPeer();
	const result = await run(peer, upload, { node: 'MakiniDocument', input: [{ json: {} }] });
	expect(result.error).toBeDefined();
	expect(peer.server.counters().requests).toBe(0);
});

test('a file that n8n cannot give is said in its words, and nothing is sent', async () => {
	const peer = await documentPeer();
	const data = { ...(await storedFile(10)), id: 'filesystem-v2:gone/gone' };
	const input = [{ json: {}, binary: { data } }];
	const result = await run(peer, upload, { node: 'MakiniDocument', input });
	expect(result.error).toMatchObject({
		message: 'The file cannot be read [item 0]',
		description: expect.stringContaining('n8n says: File not found.') as string,
	});
	expect(peer.server.counters().requests).toBe(0);
});

// After the others, so that what n8n loads on first use does not count.
test.each([20, 100])('a file of %s MB is streamed from where n8n keeps it', async (megabytes) => {
	const size = megabytes * MEGABYTE;
	const peer = await documentPeer();
	const data = await storedFile(size);
	expect(data.id).toMatch(/^filesystem/);
	let output: unknown[] = [];

	const extra = await extraMemory(async () => {
		const input = [{ json: {}, binary: { data } }];
		const { outputs, error } = await run(peer, upload, { node: 'MakiniDocument', input });
		expect(error).toBeUndefined();
		output = jsonOf(outputs[0]);
	});

	expect(output).toMatchObject([{ name: 'Pump manual', size, sha256: hashOf(size) }]);
	console.log(
		`upload of ${megabytes} MB: ${(extra / MEGABYTE).toFixed(1)} MB of extra memory at most`,
	);
});
