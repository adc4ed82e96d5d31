import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { boundaryOf, MalformedForm, readForm } from '../../../sandbox/multipart';
import type { JsonObject } from '../../../sandbox/base';
import { sandboxWith, stopSandboxes } from './support';

afterEach(stopSandboxes);

const MEGABYTE = 1024 * 1024;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A form with one field and one file. */
function form(boundary: string, content: Buffer): Buffer {
	const head = [
		`--${boundary}`,
		'Content-Disposition: form-data; name="name"',
		'',
		'Pump — manual',
		`--${boundary}`,
		'Content-Disposition: form-data; name="file"; filename="manual.PDF"',
		'Content-Type: application/pdf',
		'',
		'',
	].join('\r\n');
	return Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('reading forms', () => {
	it.each([1, 2, 3, 7, 64, 5000])(
		'gives the same however it arrives: %i bytes a time',
		async (size) => {
			// Line ends, dashes and beginnings of the boundary within the content must not end it.
			const content = Buffer.from('a\r\n--XY\r\n--XYZ\r\n\r\n--\r\n-'.repeat(9));
			const upload = await readForm(inChunks(form('XYZW', content), size), 'XYZW');
			expect(upload.fields).toEqual({ name: 'Pump — manual' });
			expect(upload.files.file).toEqual({
				name: 'manual.PDF',
				contentType: 'application/pdf',
				bytes: content.length,
				sha256: sha256(content),
			});
		},
	);

	it('takes an empty file, and refuses a form that breaks off', async () => {
		const empty = form('B', Buffer.alloc(0));
		expect((await readForm(inChunks(empty, 9), 'B')).files.file?.bytes).toBe(0);
		const broken = readForm(inChunks(empty.subarray(0, -6), 9), 'B');
		await expect(broken).rejects.toBeInstanceOf(MalformedForm);
	});

	it('finds the boundary', () => {
		expect(boundaryOf('multipart/form-data; boundary=abc')).toBe('abc');
		expect(boundaryOf('multipart/form-data; charset=utf-8; boundary="a b"')).toBe('a b');
		expect(boundaryOf('application/json')).toBeUndefined();
	});
});

describe('documents', () => {
	it('keeps what is known of an upload', async () => {
		const { upload, get, send, sandbox } = await sandboxWith({ systemType: 'eam' });
		const content = randomBytes(3 * MEGABYTE + 17);
		const data = new FormData();
		data.append('name', 'Pump manual');
		data.append('file', new Blob([content], { type: 'application/pdf' }), 'manual.pdf');
		const made = (await upload('documents', data)).body.data as JsonObject;
		expect(made).toMatchObject({
			name: 'Pump manual',
			type: 'pdf',
			contentType: 'application/pdf',
			size: content.length,
			sha256: sha256(content),
		});
		expect((await get(`documents/${String(made.key)}`)).body.data).toEqual(made);
		expect(sandbox.connection('a').counters().created).toBe(1);
		data.delete('file');
		expect((await upload('documents', data)).body).toMatchObject({
			errors: { file: ['The file field is required.'] },
		});
		expect((await send('POST', 'documents', { name: 'X' })).status).toBe(422);
		const headers = { 'content-type': 'multipart/form-data; boundary=B' };
		expect((await send('POST', 'documents', {}, headers)).body.code).toBe('MALFORMED_FORM');
	});

	it('takes a large one', async () => {
		const { sandbox } = await sandboxWith({ systemType: 'eam' });
		const chunk = randomBytes(MEGABYTE);
		const chunks = 64;
		const [head = Buffer.alloc(0)] = [
			form('B', Buffer.alloc(0)).subarray(0, -'\r\n--B--\r\n'.length),
		];
		const answer = await new Promise<JsonObject>((resolve, reject) => {
			const upload = request(
				`${sandbox.url}/api/eam/documents`,
				{
					method: 'POST',
					headers: {
						authorization: 'Bearer token-a',
						'content-type': 'multipart/form-data; boundary=B',
					},
				},
				(response) => {
					let text = '';
					response.on('data', (part: Buffer) => (text += part.toString()));
					response.on('end', () => resolve(JSON.parse(text) as JsonObject));
				},
			);
			upload.on('error', reject);
			upload.write(head);
			let sent = 0;
			const more = (): void => {
				if (sent++ === chunks) upload.end('\r\n--B--\r\n');
				else upload.write(chunk, more);
			};
			more();
		});
		expect(answer.data).toMatchObject({ size: chunks * MEGABYTE });
	});
});
