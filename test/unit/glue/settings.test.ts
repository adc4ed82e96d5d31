import { readSettings } from '../../../nodes/shared/glue/session/settings';
import { problemOf } from './support';

const credential = {
	apiToken: 'token-1',
	baseUrl: 'https://api.makini.io',
	systemType: 'erp',
	apiStyle: 'module',
};

test('a credential is read', () => {
	expect(readSettings({ ...credential, webhookSecret: 'x' })).toEqual(credential);
});

test.each([
	['https://api.makini.io/', 'https://api.makini.io'],
	[' https://api.makini.io// ', 'https://api.makini.io'],
	['HTTPS://API.makini.io', 'https://api.makini.io'],
	['http://localhost:3000/makini/', 'http://localhost:3000/makini'],
])('the base URL %j is %s', (baseUrl, expected) => {
	expect(readSettings({ ...credential, baseUrl }).baseUrl).toBe(expected);
});

test('blanks around the token are left out', () => {
	expect(readSettings({ ...credential, apiToken: ' token-1\n' }).apiToken).toBe('token-1');
});

test('a node may set another system type', () => {
	expect(readSettings(credential, 'wms').systemType).toBe('wms');
	expect(readSettings(credential, '').systemType).toBe('erp');
});

const CORRECT = 'Open the Makini credential of this node and correct it.';
const NO_TOKEN = "Copy the connection's API token from Makini into the credential.";
const COPY_AGAIN =
	'It may have been copied with a line break, a blank or quotation marks. Copy it again from Makini.';
const LOOKS_LIKE =
	'It looks like https://api.makini.io, without user name, question mark or path of an entity.';

test.each<[object, string, string]>([
	[{ apiToken: '' }, 'The Makini credential has no API token', NO_TOKEN],
	[{ apiToken: ' ' }, 'The Makini credential has no API token', NO_TOKEN],
	[{ apiToken: undefined }, 'The Makini credential has no API token', NO_TOKEN],
	...['a b', 'a\nb', 'tökén', '“token”'].map((apiToken): [object, string, string] => [
		{ apiToken },
		'The API token in the Makini credential has characters that no token has',
		COPY_AGAIN,
	]),
	...[
		'',
		'api.makini.io',
		'ftp://api.makini.io',
		'https://',
		'https://user@api.makini.io',
		'https://:secret@api.makini.io',
		'https://api.makini.io?x=1',
	].map((baseUrl): [object, string, string] => [
		{ baseUrl },
		'The base URL in the Makini credential is not a web address',
		LOOKS_LIKE,
	]),
	[{ systemType: 'crm' }, 'The system type "crm" is not known', 'Choose ERP, EAM or WMS.'],
	[{ systemType: 7 }, 'The system type "" is not known', 'Choose ERP, EAM or WMS.'],
	[{ apiStyle: 'v2' }, 'The API style "v2" is not known', CORRECT],
])('%j is refused', (change, message, hint) => {
	const error = problemOf(() => readSettings({ ...credential, ...change }));
	expect(error.message).toBe(message);
	expect(error.description).toBe(hint);
	expect(error.kind).toBe('input');
});

test('no refusal shows the token', () => {
	const error = problemOf(() => readSettings({ ...credential, apiToken: 'geheim ß' }));
	expect(`${error.message} ${error.description}`).not.toContain('geheim');
});
