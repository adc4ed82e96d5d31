import { isPlainObject } from 'lodash';

/** Names under which secrets stand, in headers and in logins of systems. */
const SENSITIVE = /auth|token|key|secret|passw|pwd|pin|cookie|credential/i;

/** Texts shorter than this would strike out parts of ordinary words. */
const SHORTEST = 6;

/** Texts that an item brings along and that must not be repeated in an error. */
export function secretsIn(value: unknown, name = ''): string[] {
	if (typeof value === 'string') {
		return SENSITIVE.test(name) && value.length >= SHORTEST ? [value] : [];
	}
	if (Array.isArray(value)) return value.flatMap((each) => secretsIn(each, name));
	if (!isPlainObject(value)) return [];
	return Object.entries(value as object).flatMap(([below, each]) => secretsIn(each, below));
}
