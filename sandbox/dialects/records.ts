import { camelCase } from 'lodash';
import type { Reply } from '../api/replies';
import type { JsonObject, JsonValue } from '../types';
import type { Dialect } from './types';

const isObject = (value: JsonValue | undefined): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A successful answer about one record, in the connection's envelope. */
export function recordAs(
	reply: Reply,
	method: string,
	entity: string,
	envelope: Dialect['record'],
): Reply {
	const { body, status } = reply;
	const record = body?.data;
	if (status >= 300 || !isObject(record) || envelope === undefined || envelope === 'data') {
		return reply;
	}
	switch (envelope) {
		case 'bare':
			return { ...reply, body: record };
		case 'named':
			return { ...reply, body: { [camelCase(entity).replace(/s$/, '')]: record } };
		case 'created':
			return method === 'POST' ? { ...reply, status: 201, body: undefined, raw: '' } : reply;
		case 'noContent':
			return method === 'GET' ? reply : { ...reply, status: 204, body: undefined, raw: '' };
	}
}

function asTexts(value: JsonValue): JsonValue {
	if (typeof value === 'number') return String(value);
	if (Array.isArray(value)) return value.map(asTexts);
	if (!isObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asTexts(each)]));
}

/** What numeric keys begin with, so that all of them are beyond 2^53. */
const KEY_PREFIX = '9007199254';

/** The path of a request with the record's own key in place of the numeric one. */
export const withOwnKey = (path: string, numbers: Dialect['numbers']): string =>
	numbers === 'numericKeys' ? path.replace(new RegExp(`/${KEY_PREFIX}(\\d+)`), '/$1') : path;

/** The text of a body with numbers as the connection has them. */
export function numbersAs(body: JsonObject | JsonObject[], numbers: Dialect['numbers']): string {
	if (numbers === 'texts' && !Array.isArray(body) && body.data !== undefined) {
		return JSON.stringify({ ...body, data: asTexts(body.data) });
	}
	const text = JSON.stringify(body);
	return numbers === 'numericKeys' ? text.replace(/"key":"(\d+)"/g, `"key":${KEY_PREFIX}$1`) : text;
}
