import type { IExecuteFunctions } from 'n8n-workflow';
import { inputError } from '../../client/errors/errors';
import type { Item } from '../description/resources';
import { asText } from '../description/shapes';

/** The last part of a pasted address, or the key as it stands. */
export function keyFrom(value: string): string {
	const text = value.trim();
	if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return text;
	const part = new URL(text).pathname.replace(/\/+$/, '').split('/').pop() ?? '';
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

/**
 * The key that a resource locator was set to; empty where nothing was chosen.
 * @throws MakiniError (input) for what is no single key, and for a number that has lost digits.
 */
export function readOptionalKey(
	context: IExecuteFunctions,
	name: string,
	label: string,
	itemIndex: number,
): string {
	const value: unknown = context.getNodeParameter(name, itemIndex, '', { extractValue: true });
	return keyFrom(asText(value, `The key of the ${label}`, name));
}

/**
 * The key that a resource locator was set to.
 * @throws MakiniError (input) where nothing was chosen.
 */
export function readKey(
	context: IExecuteFunctions,
	name: string,
	label: string,
	itemIndex: number,
): string {
	const key = readOptionalKey(context, name, label, itemIndex);
	if (key !== '') return key;
	throw inputError(
		`No ${label} is chosen`,
		`Choose one from the list, or enter its key. An expression may have come out empty.`,
		name,
	);
}

/**
 * What a resource locator was set to, as a segment of a path.
 * @throws MakiniError (input) where nothing was chosen, and for the two texts that lead to another path.
 */
export function readSegment({ context, itemIndex }: Item, name: string, label: string): string {
	const key = readKey(context, name, label, itemIndex);
	if (key !== '.' && key !== '..') return encodeURIComponent(key);
	throw inputError(`"${key}" is not a ${label}`, 'Choose one from the list.', name);
}
