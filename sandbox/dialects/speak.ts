import type { Reply } from '../api/replies';
import { errorAs } from './errors';
import { numbersAs, recordAs } from './records';
import type { Dialect } from './types';

const TYPES: Readonly<Record<NonNullable<Dialect['charset']>, string>> = {
	'utf-8': 'application/json; charset=utf-8',
	bom: 'application/json; charset=utf-8',
	latin1: 'application/json; charset=iso-8859-1',
	none: 'application/json',
};

/** A reply in the connection's dialect: its envelope, its numbers, its errors and its text. */
export function speak(reply: Reply, method: string, entity: string, dialect: Dialect): Reply {
	const { charset = 'utf-8', numbers } = dialect;
	const made = errorAs(recordAs(reply, method, entity, dialect.record), dialect.errors);
	const body = made.list ?? made.body;
	const isPlain = !made.list && charset === 'utf-8' && (numbers ?? 'asKept') === 'asKept';
	if (isPlain || made.raw !== undefined || body === undefined) return made;
	const text = numbersAs(body, numbers);
	return {
		...made,
		body: undefined,
		list: undefined,
		raw: charset === 'bom' ? `\uFEFF${text}` : text,
		encoding: charset === 'latin1' ? 'latin1' : 'utf8',
		headers: { 'content-type': TYPES[charset], ...made.headers },
	};
}
