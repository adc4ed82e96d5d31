import { z } from 'zod';
import { wordOf } from '../../catalogue/referring';
import type { Field } from '../../catalogue/types';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { inputError } from '../../client/errors/errors';
import { keyFrom } from './chosenKey';
import { referenceName } from '../description/labels';
import { referenceFields } from '../description/operations';
import { asText, named } from '../description/shapes';
import { isBlank } from '../../client/wire/values';

const collectionShape = named.nullish();

const asShown = (value: unknown): string =>
	typeof value === 'string' ? `"${value}"` : JSON.stringify(value);

/** What a locator was set to; an expression may give the value alone. */
const locatorShape = z.object({ value: z.unknown(), mode: z.unknown() });

/** Under which name a chosen reference is written, and what it is: a key, or a code or name. */
function readReference(
	field: Field,
	word: string,
	locator: unknown,
): [name: string, value: string] {
	const parsed = locatorShape.safeParse(locator);
	const value: unknown = parsed.success ? parsed.data.value : locator;
	const isWord = parsed.success && parsed.data.mode === 'name';
	const parameter = `chosenReferences.${field.name}`;
	if (isWord) return [word, asText(value, referenceName(field), parameter).trim()];
	if (value === undefined || value === null) return [field.name, ''];
	if (typeof value === 'number') return [field.name, asText(value, field.label, parameter)];
	if (typeof value === 'string') return [field.name, keyFrom(value)];
	throw inputError(
		`${field.label} is not a key: ${JSON.stringify(locator)}`,
		`Choose the record from the list, or enter its key (${field.name}). It may come from an expression.`,
		parameter,
	);
}

/** References that no operation of the entity has: misspelled by an expression, they would be left out in silence. */
function assertKnown(names: readonly string[], known: readonly Field[]): void {
	const unknown = names.find((name) => !known.some((field) => field.name === name));
	if (unknown === undefined) return;
	throw inputError(
		`There is no reference "${unknown}"`,
		`Use one of: ${known.map(({ name }) => name).join(', ')}.`,
		'chosenReferences',
	);
}

/**
 * The mapped fields with the keys of the chosen records added. Empty locators, and those of fields that the operation
 * does not write, are ignored.
 * @param known all fields of the entity: n8n keeps what was chosen for another operation.
 * @throws MakiniError (input) for what is no key or no reference, and for a field that was mapped
 * to another value as well.
 */
export function withReferences(
	fields: readonly Field[],
	mapped: MakiniRecord,
	parameter: unknown,
	known = fields,
): MakiniRecord {
	const collection = collectionShape.safeParse(parameter);
	if (!collection.success) {
		throw inputError(
			'"References" does not hold named records',
			'Remove the expression and add the references one by one.',
			'chosenReferences',
		);
	}
	const locators = collection.data ?? {};
	assertKnown(Object.keys(locators), referenceFields(known));
	const chosen = referenceFields(fields)
		.map((field) => {
			const word = wordOf(field, known);
			return { field, word, entry: readReference(field, word, locators[field.name]) };
		})
		.filter(({ entry: [, value] }) => value !== '');
	for (const { field, word, entry } of chosen) {
		const [, value] = entry;
		const beside = [field.name, word, `${word}Code`, `${word}Name`].find(
			(name) => !isBlank(mapped[name]),
		);
		const other = beside === undefined ? '' : mapped[beside];
		if (other === '' || other === value) continue;
		throw inputError(
			`${field.label} has two values: ${asShown(other)} under Fields and "${value}" under References`,
			`Remove one of the two. Mapped automatically, the one under Fields is the input's column "${beside ?? word}".`,
			`chosenReferences.${field.name}`,
		);
	}
	return { ...mapped, ...Object.fromEntries(chosen.map(({ entry }) => entry)) };
}
