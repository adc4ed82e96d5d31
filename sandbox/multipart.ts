import { createHash, type Hash } from 'node:crypto';

/** A file of a form. Its content is gone: only size and hash are kept. */
export interface UploadedFile {
	name: string;
	contentType: string;
	bytes: number;
	sha256: string;
}

export interface Upload {
	fields: Record<string, string>;
	files: Record<string, UploadedFile>;
}

/** A form that does not keep to RFC 7578. */
export class MalformedForm extends Error {}

const MOST_HEADER_BYTES = 16 * 1024;
const MOST_FIELD_BYTES = 256 * 1024;
const HEADER_END = Buffer.from('\r\n\r\n');

/** The boundary of a multipart/form-data content type; undefined for any other. */
export function boundaryOf(contentType: string | undefined): string | undefined {
	const found = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(
		contentType ?? '',
	);
	return found?.[1] ?? found?.[2];
}

interface Part {
	name: string;
	fileName?: string;
	contentType: string;
	bytes: number;
	hash: Hash;
	chunks: Buffer[];
}

/** Reads a form as it arrives and holds no more of it than a chunk, a header and the plain fields. */
class FormReader {
	readonly upload: Upload = { fields: {}, files: {} };
	private rest: Buffer;
	private part: Part | undefined;
	private state: 'separator' | 'headers' | 'content' | 'end' = 'content';
	private readonly delimiter: Buffer;

	constructor(boundary: string) {
		this.delimiter = Buffer.from(`\r\n--${boundary}`);
		// The first delimiter needs no line end before it; what precedes it belongs to no part.
		this.rest = Buffer.from('\r\n');
	}

	push(chunk: Buffer): void {
		this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
		while (this.step());
	}

	finish(): Upload {
		if (this.state !== 'end') throw new MalformedForm('The form ends before its last boundary.');
		return this.upload;
	}

	/** Takes what it can from the bytes at hand; false when it needs more of them. */
	private step(): boolean {
		switch (this.state) {
			case 'content':
				return this.content();
			case 'separator':
				return this.separator();
			case 'headers':
				return this.headers();
			case 'end':
				this.rest = Buffer.alloc(0);
				return false;
		}
	}

	private content(): boolean {
		const { rest, delimiter } = this;
		const at = rest.indexOf(delimiter);
		if (at === -1) {
			// The end may be the beginning of a delimiter.
			const safe = Math.max(0, rest.length - delimiter.length + 1);
			this.take(rest.subarray(0, safe));
			this.rest = rest.subarray(safe);
			return false;
		}
		this.take(rest.subarray(0, at));
		this.close();
		this.rest = rest.subarray(at + delimiter.length);
		this.state = 'separator';
		return true;
	}

	private separator(): boolean {
		if (this.rest.length < 2) return false;
		const mark = this.rest.toString('latin1', 0, 2);
		if (mark !== '--' && mark !== '\r\n') throw new MalformedForm('A boundary is malformed.');
		this.state = mark === '--' ? 'end' : 'headers';
		this.rest = this.rest.subarray(2);
		return true;
	}

	private headers(): boolean {
		const at = this.rest.indexOf(HEADER_END);
		if (at === -1) {
			if (this.rest.length > MOST_HEADER_BYTES) throw new MalformedForm('A header is too long.');
			return false;
		}
		const text = this.rest.toString('utf8', 0, at);
		const disposition = /^content-disposition:(.*)$/im.exec(text)?.[1] ?? '';
		const name = /[;\s]name="([^"]*)"/i.exec(disposition)?.[1];
		if (name === undefined) throw new MalformedForm('A part has no name.');
		const fileName = /filename="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1];
		const contentType = /^content-type:\s*(.*?)\s*$/im.exec(text)?.[1];
		this.part = {
			name,
			...(fileName === undefined ? {} : { fileName }),
			contentType: contentType ?? 'application/octet-stream',
			bytes: 0,
			hash: createHash('sha256'),
			chunks: [],
		};
		this.rest = this.rest.subarray(at + HEADER_END.length);
		this.state = 'content';
		return true;
	}

	private take(bytes: Buffer): void {
		const { part } = this;
		if (!part || bytes.length === 0) return;
		part.bytes += bytes.length;
		part.hash.update(bytes);
		if (part.fileName !== undefined) return;
		if (part.bytes > MOST_FIELD_BYTES)
			throw new MalformedForm(`The field ${part.name} is too long.`);
		part.chunks.push(Buffer.from(bytes));
	}

	private close(): void {
		const { part } = this;
		this.part = undefined;
		if (!part) return;
		if (part.fileName === undefined) {
			this.upload.fields[part.name] = Buffer.concat(part.chunks).toString('utf8');
			return;
		}
		this.upload.files[part.name] = {
			name: part.fileName,
			contentType: part.contentType,
			bytes: part.bytes,
			sha256: part.hash.digest('hex'),
		};
	}
}

/** Reads a form from a stream; rejects with a MalformedForm after the stream has ended. */
export async function readForm(source: AsyncIterable<Buffer>, boundary: string): Promise<Upload> {
	const reader = new FormReader(boundary);
	let problem: unknown;
	for await (const chunk of source) {
		if (problem !== undefined) continue;
		try {
			reader.push(chunk);
		} catch (error) {
			problem = error;
		}
	}
	if (problem !== undefined) throw problem;
	return reader.finish();
}
