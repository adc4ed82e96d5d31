import { randomBytes } from 'crypto';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { inputError } from '../../client/errors/errors';
import { withStop } from '../../client/errors/readableText';
import type { Upload } from '../../client/wire/transport';

type FileStream = Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;

/** Makes a stream out of pieces; every stream class of Node.js inherits this from Readable. */
interface StreamMaker {
	from(pieces: AsyncIterable<Uint8Array>): FileStream;
}

/** Quotation marks, backslashes and line breaks would end the name early (RFC 7578, section 4.2). */
const headerText = (text: string): string => text.replace(/["\\\r\n]/g, '_');

function part(name: string, boundary: string, more = ''): string {
	return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n`;
}

function unreadable(error: unknown): never {
	const why = error instanceof Error ? ` n8n says: ${withStop(error.message)}` : '';
	throw inputError(
		'The file cannot be read',
		`Nothing was uploaded.${why} If it is there no more, run the node before this one again, so that it gives the file anew.`,
		'binaryPropertyName',
	);
}

/**
 * The multipart body of a document upload: `file` and `name` (POST /api/eam/documents). A file that
 * n8n keeps outside of memory is streamed from there, anew for each try.
 */
export async function documentUpload(
	context: IExecuteFunctions,
	itemIndex: number,
	property: string,
	name: string,
): Promise<Upload> {
	const binary: IBinaryData = context.helpers.assertBinaryData(itemIndex, property);
	const fileName = headerText(binary.fileName ?? name);
	const boundary = `----makini${randomBytes(12).toString('hex')}`;
	const head = Buffer.from(
		[
			part('name', boundary),
			`\r\n${name}\r\n`,
			part('file', boundary, `; filename="${fileName}"`),
			`Content-Type: ${headerText(binary.mimeType)}\r\n\r\n`,
		].join(''),
	);
	const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
	const contentType = `multipart/form-data; boundary=${boundary}`;
	const { id } = binary;
	if (id === undefined) {
		const file = await context.helpers.getBinaryDataBuffer(itemIndex, property);
		const body = Buffer.concat([head, file, tail]);
		return { name, contentType, length: body.length, open: async () => body };
	}
	const { fileSize } = await context.helpers.getBinaryMetadata(id).catch(unreadable);
	return {
		name,
		contentType,
		length: head.length + fileSize + tail.length,
		open: async () => {
			const file = await context.helpers.getBinaryStream(id).catch(unreadable);
			async function* pieces(): AsyncGenerator<Uint8Array> {
				yield head;
				for await (const piece of file) yield piece as Uint8Array;
				yield tail;
			}
			return (file.constructor as unknown as StreamMaker).from(pieces());
		},
	};
}
