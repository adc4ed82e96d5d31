import { createHash, createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Outgoing } from './http';

export interface Forgery extends Outgoing {
	name: string;
	/** Unless told, 401. */
	status?: number;
}

const HEADER = 'x-webhook-signature';
const MEGABYTE = 1024 * 1024;

/** A request that carries everything but the right signature for what it carries. */
export function forgeries(secret: string): Forgery[] {
	let numbers = 0;
	const event = () => {
		numbers += 1;
		return JSON.stringify({
			id: `forged-${numbers}`,
			event: 'purchase_order.updated',
			timestamp: '2026-07-01T08:30:00Z',
			connection_id: '6189',
			data: { key: `po-${numbers}`, note: 'café' },
		});
	};
	const hmac = (content: string | Buffer, key = secret, algorithm = 'sha256') =>
		createHmac(algorithm, key).update(content).digest();
	const json = { 'content-type': 'application/json' };

	/** The signature is made of the right one. */
	const signature = (
		name: string,
		make: (right: Buffer, body: string) => string | string[],
	): Forgery => {
		const body = event();
		return { name, body, headers: { ...json, [HEADER]: make(hmac(body), body) } };
	};

	/** The signature belongs to another body. */
	const content = (
		name: string,
		make: (signed: string) => string | Buffer,
		headers: Record<string, string> = {},
	): Forgery => {
		const signed = event();
		return {
			name,
			body: make(signed),
			headers: { ...json, [HEADER]: hmac(signed).toString('base64'), ...headers },
		};
	};

	const changed = (signed: string, more: Record<string, unknown>) =>
		JSON.stringify({ ...(JSON.parse(signed) as object), ...more });

	const base64 = (bytes: Buffer) => bytes.toString('base64');
	const hex = (bytes: Buffer) => bytes.toString('hex');
	const encodings = { base64, hex };

	const flipped = (right: Buffer, bit: number) => {
		const bytes = Buffer.from(right);
		bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
		return bytes;
	};
	const asLatin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

	const keys = [
		...[
			'',
			' ',
			'0',
			'null',
			'undefined',
			'secret',
			'token-for-tests',
			'makini',
			'[object Object]',
		],
		...[`${secret} `, ` ${secret}`, secret.toUpperCase(), secret.slice(0, -1), `${secret}0`],
		...[base64(Buffer.from(secret)), hex(Buffer.from(secret)), `whsec_${secret}`],
	];
	const algorithms = ['md5', 'sha1', 'sha224', 'sha384', 'sha512', 'sha3-256', 'sha512-256'];

	return [
		{ name: 'no header', body: event(), headers: json },
		...['', ' ', 'sha256=', '=', 'null', 'undefined', 'true', '0', '*', '{}', '[]', 'none'].map(
			(value) => signature(`the header is ${JSON.stringify(value)}`, () => value),
		),
		...[1, 10, 31, 32, 40, 43].map((length) =>
			signature(`base64, cut to ${length}`, (right) => base64(right).slice(0, length - 1)),
		),
		...[2, 32, 62, 63].map((length) =>
			signature(`hex, cut to ${length}`, (right) => hex(right).slice(0, length)),
		),
		...Array.from({ length: 64 }, (_, index) =>
			signature(`bit ${index * 4} is wrong`, (right) =>
				(index % 2 ? base64 : hex)(flipped(right, index * 4)),
			),
		),
		...Object.entries(encodings).flatMap(([encoding, encode]) => [
			...keys.map((key) =>
				signature(`the key is ${JSON.stringify(key).slice(0, 12)}, ${encoding}`, (_right, body) =>
					encode(hmac(body, key)),
				),
			),
			...algorithms.map((algorithm) =>
				signature(`${algorithm}, ${encoding}`, (_right, body) =>
					encode(hmac(body, secret, algorithm)),
				),
			),
			...algorithms.map((algorithm) =>
				signature(
					`${algorithm} named sha256, ${encoding}`,
					(_right, body) => `sha256=${encode(hmac(body, secret, algorithm))}`,
				),
			),
			signature(`a hash without a key, ${encoding}`, (_right, body) =>
				encode(createHash('sha256').update(body).digest()),
			),
			signature(`a hash of secret and body, ${encoding}`, (_right, body) =>
				encode(
					createHash('sha256')
						.update(secret + body)
						.digest(),
				),
			),
			signature(`a hash of body and secret, ${encoding}`, (_right, body) =>
				encode(
					createHash('sha256')
						.update(body + secret)
						.digest(),
				),
			),
			signature(`key and body exchanged, ${encoding}`, (_right, body) =>
				encode(hmac(secret, body)),
			),
			signature(`of nothing, ${encoding}`, () => encode(hmac(''))),
			signature(`of an empty object, ${encoding}`, () => encode(hmac('{}'))),
			signature(`of the event before, ${encoding}`, () => encode(hmac(event()))),
			signature(`of the body twice, ${encoding}`, (_right, body) => encode(hmac(body + body))),
			signature(`of its own hash, ${encoding}`, (right) => encode(hmac(right))),
			...[
				'sha1=',
				'sha512=',
				'md5=',
				'sha256:',
				'sha256 ',
				'v1=',
				'sha256==',
				'hmac-sha256=',
				'Basic ',
			].map((prefix) =>
				signature(`the prefix ${prefix}, ${encoding}`, (right) => prefix + encode(right)),
			),
			signature(`the prefix twice, ${encoding}`, (right) => `sha256=sha256=${encode(right)}`),
			signature(`twice in one, ${encoding}`, (right) => encode(right) + encode(right)),
			signature(`right and wrong in a list, ${encoding}`, (right) => `${encode(right)}, wrong`),
			signature(`wrong and right in a list, ${encoding}`, (right) => `wrong,${encode(right)}`),
			signature(`right and wrong with a blank, ${encoding}`, (right) => `${encode(right)} wrong`),
			signature(`right and wrong in two headers, ${encoding}`, (right) => [encode(right), 'wrong']),
			signature(`wrong and right in two headers, ${encoding}`, (right) => ['wrong', encode(right)]),
			signature(`right in two headers, ${encoding}`, (right) => [encode(right), encode(right)]),
			signature(`in quotation marks, ${encoding}`, (right) => `"${encode(right)}"`),
			signature(`as JSON, ${encoding}`, (right) => JSON.stringify([encode(right)])),
			signature(`with time and version, ${encoding}`, (right) => `t=1,v1=${encode(right)}`),
			signature(`a blank within, ${encoding}`, (right) => encode(right).replace(/^.{9}/, '$& ')),
			signature(`a letter more, ${encoding}`, (right) => `${encode(right)}0`),
			signature(`a semicolon more, ${encoding}`, (right) => `${encode(right)};`),
			signature(`a zero-width blank, ${encoding}`, (right) => asLatin1(`${encode(right)}\u200b`)),
			signature(`a soft hyphen, ${encoding}`, (right) =>
				asLatin1(encode(right).replace(/^.{9}/, '$&\u00ad')),
			),
			signature(`full-width digits, ${encoding}`, (right) =>
				asLatin1(
					encode(right).replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
				),
			),
			signature(`Cyrillic letters, ${encoding}`, (right) =>
				asLatin1(encode(right).replace(/[ace]/gi, '\u0430')),
			),
		]),
		signature('base64 in small letters', (right) => base64(right).toLowerCase()),
		signature('base64 backwards', (right) => [...base64(right)].reverse().join('')),
		signature('base64 padded once more', (right) => `${base64(right)}=`),
		signature('base64 of hex', (right) => base64(Buffer.from(hex(right)))),
		signature('hex of base64', (right) => hex(Buffer.from(base64(right)))),
		signature('hex with 0x', (right) => `0x${hex(right)}`),
		signature('hex with colons', (right) => hex(right).replace(/..(?=.)/g, '$&:')),
		...[
			'x-signature',
			'signature',
			'x-hub-signature-256',
			'authorization',
			'x-webhook-signatures',
		].map((name): Forgery => {
			const body = event();
			return { name: `the header ${name}`, body, headers: { ...json, [name]: base64(hmac(body)) } };
		}),
		content('another value', (signed) => signed.replace('updated', 'inserted')),
		content('a property more', (signed) => changed(signed, { admin: true })),
		content('another connection', (signed) => changed(signed, { connection_id: '1' })),
		content('a number for a text', (signed) => changed(signed, { connection_id: 6189 })),
		content('__proto__', (signed) => signed.replace('{', '{"__proto__":{"event":"sync.failed"},')),
		content('constructor', (signed) =>
			signed.replace('{', '{"constructor":{"prototype":{"a":1}},'),
		),
		content('prototype', (signed) => signed.replace('{', '{"prototype":{"event":"other"},')),
		content('a key twice, the last one changed', (signed) =>
			signed.replace(/}$/, ',"event":"other"}'),
		),
		content('the order of the properties', (signed) => {
			const entries = Object.entries(JSON.parse(signed) as object).reverse();
			return JSON.stringify(Object.fromEntries(entries));
		}),
		content('in a list', (signed) => `[${signed}]`),
		content('two events', (signed) => `${signed}\n${signed}`),
		content('as a text', (signed) => JSON.stringify(signed)),
		content('cut off', (signed) => signed.slice(0, -1)),
		content('one brace more', (signed) => `${signed}}`),
		content('empty', () => ''),
		content('a comment', (signed) => `${signed}// valid`),
		content('a byte order mark', (signed) => `\ufeff${signed}`),
		content('a zero byte', (signed) => `${signed}\0`),
		content('another Unicode form', (signed) => signed.normalize('NFD')),
		content('broken UTF-8', (signed) => Buffer.from(signed, 'latin1')),
		content('UTF-16', (signed) => Buffer.from(signed, 'utf16le')),
		content('UTF-16, declared', (signed) => Buffer.from(signed, 'utf16le'), {
			'content-type': 'application/json; charset=utf-16le',
		}),
		content('very deep', () => '['.repeat(200_000)),
		content('a form', (signed) => `payload=${encodeURIComponent(signed)}`, {
			'content-type': 'application/x-www-form-urlencoded',
		}),
		content(
			'multipart',
			(signed) => `--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n${signed}\r\n--x--`,
			{
				'content-type': 'multipart/form-data; boundary=x',
			},
		),
		content('multipart without boundary', (signed) => `${signed} .`, {
			'content-type': 'multipart/form-data',
		}),
		content('XML', () => '<event>purchase_order.updated</event>', { 'content-type': 'text/xml' }),
		content('broken XML', () => '<event', { 'content-type': 'application/xml' }),
		content('text', (signed) => `${signed}.`, { 'content-type': 'text/plain' }),
		content('no type', (signed) => `${signed}.`, { 'content-type': '' }),
		content('gzip', (signed) => gzipSync(changed(signed, { more: 1 })), {
			'content-encoding': 'gzip',
		}),
		content('gzip that is not declared', (signed) => gzipSync(signed)),
		content('gzip that is none', (signed) => signed, { 'content-encoding': 'gzip' }),
		content('deflate that is none', (signed) => signed, { 'content-encoding': 'deflate' }),
		{
			name: '17 MB without a signature',
			body: Buffer.alloc(17 * MEGABYTE, 32),
			headers: json,
		},
		{
			...content('17 MB', () => Buffer.alloc(17 * MEGABYTE, 32)),
			status: 413,
		},
		{
			...content('17 MB in pieces', () => Buffer.alloc(17 * MEGABYTE, 32)),
			chunked: true,
			status: 413,
		},
		{
			...content('17 MB packed', () => gzipSync(Buffer.alloc(17 * MEGABYTE, 32)), {
				'content-encoding': 'gzip',
			}),
			status: 413,
		},
	];
}
