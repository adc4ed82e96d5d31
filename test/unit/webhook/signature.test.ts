import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { readSignature, signedText, singleHeader } from '../../../nodes/shared/webhook/signature';

const SECRET = 'wh-secret-1';
const BODY = Buffer.from('{"event":"sync.completed","note":"caf\\u00e9 a\\/b"}');
const REWRITTEN = '{"event":"sync.completed","note":"café a/b"}';

const hmac = (content: Buffer | string, secret = SECRET, algorithm = 'sha256') =>
	createHmac(algorithm, secret).update(content).digest();

const accept = (header: string | undefined, body = BODY, secrets = [SECRET]) => {
	const signature = readSignature(header);
	return signature && signedText(body, signature, secrets);
};

describe('the signature', () => {
	const digest = hmac(BODY);
	const forms = {
		base64: digest.toString('base64'),
		'base64 without padding': digest.toString('base64').replace('=', ''),
		base64url: digest.toString('base64url'),
		hex: digest.toString('hex'),
		'HEX in capitals': digest.toString('hex').toUpperCase(),
	};

	it.each(Object.entries(forms))(
		'is accepted as %s, with and without the prefix',
		(_name, form) => {
			expect(accept(form)).toBe(BODY.toString());
			expect(accept(`sha256=${form}`)).toBe(BODY.toString());
		},
	);

	it('is accepted over the body as JSON.stringify writes it, and then only that counts', () => {
		expect(accept(hmac(REWRITTEN).toString('base64'))).toBe(REWRITTEN);
		const doubled = Buffer.from('{"event":"other","event":"sync.completed","note":"café a/b"}');
		expect(accept(hmac(REWRITTEN).toString('base64'), doubled)).toBe(REWRITTEN);
		const infinite = Buffer.from('{"limit":1e400}');
		expect(accept(hmac('{"limit":null}').toString('hex'), infinite)).toBe('{"limit":null}');
	});

	it('is accepted with any of the secrets, never with an empty one', () => {
		const old = hmac(BODY, 'old').toString('hex');
		expect(accept(old)).toBeUndefined();
		expect(accept(old, BODY, [SECRET, 'old'])).toBe(BODY.toString());
		expect(accept(hmac(BODY, '').toString('hex'), BODY, ['', SECRET])).toBeUndefined();
		expect(accept(hmac(BODY, '').toString('hex'), BODY, [''])).toBeUndefined();
	});

	it.each([
		['nothing', undefined],
		['an empty header', ''],
		['the prefix alone', 'sha256='],
		['another prefix', `sha1=${forms.hex}`],
		['the prefix twice', `sha256=sha256=${forms.hex}`],
		['a list', `${forms.base64}, ${forms.base64}`],
		['a blank in between', forms.hex.replace(/^.{10}/, '$& ')],
		['a truncated one', forms.hex.slice(0, 62)],
		['a longer one', `${forms.hex}00`],
		[
			'another spelling of the last bits',
			`${forms.base64.slice(0, 42)}${nextLetter(forms.base64)}=`,
		],
		['digits of another script', forms.hex.replace(/\d/, '\uff11')],
		['another algorithm', hmac(BODY, SECRET, 'sha512').toString('hex')],
		['a shorter algorithm', hmac(BODY, SECRET, 'sha1').toString('hex')],
		['another secret', hmac(BODY, 'other').toString('base64')],
	])('is refused: %s', (_name, header) => {
		expect(accept(header)).toBeUndefined();
	});

	it('fits no other body', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (signed, sent) => {
				const [a, b] = [JSON.stringify(signed), JSON.stringify(sent)];
				const header = hmac(a).toString('base64');
				expect(accept(header, Buffer.from(a))).toBe(a);
				expect(accept(header, Buffer.from(b))).toBe(a === b ? a : undefined);
			}),
		);
	});

	it('fits no header that was made up', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.stringMatching(/^[0-9a-f]{64}$/),
					fc.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
				),
				(header) => {
					expect(accept(header)).toBeUndefined();
				},
			),
		);
	});

	it('stands a body too deep to be read', () => {
		expect(accept(forms.hex, Buffer.from('['.repeat(100_000)))).toBeUndefined();
	});
});

/** Base64's last letter before the padding has two bits to spare: the next letter decodes to the same byte. */
function nextLetter(base64: string): string {
	const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
	return letters[letters.indexOf(base64.charAt(42)) + 1] ?? '';
}

describe('the header', () => {
	it('is found whatever the case of the configured name', () => {
		expect(singleHeader({ 'x-signature': 'a' }, ' X-Signature ')).toBe('a');
	});

	it('counts only if it was sent once', () => {
		const raw = ['X-Signature', 'a', 'x-signature', 'b'];
		expect(singleHeader({ 'x-signature': 'a' }, 'x-signature', raw)).toBeUndefined();
		expect(singleHeader({ 'x-signature': ['a', 'b'] }, 'x-signature')).toBeUndefined();
		expect(singleHeader({ 'x-signature': 'a' }, 'x-signature', ['X-Other', 'x-signature'])).toBe(
			'a',
		);
	});

	it('is not taken from what every object has', () => {
		expect(singleHeader({}, 'constructor')).toBeUndefined();
	});
});
