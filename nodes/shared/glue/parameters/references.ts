import { z } from 'zod';
import type { Field } from '../../catalogue/types';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { inputError } from '../../client/errors/errors';
import { keyFrom } from './chosenKey';
import { referenceFields } from '../description/operations';
import { asText, named } from '../description/shapes';

const collectionShape = named.nullish();

/** What a locator was set to; an expression may give the value alone. */
const locatorShape = z.object({ value: z.unknown() }).transform(({ value }) => value);

function readReference(field: Field, locator: unknown): string {
	const parsed = locatorShape.safeParse(locator);
	const value: unknown = parsed.success ? parsed.data : locator;
	if (value === undefined || value === null) return '';
	if (typeof value === 'number') return asText(value, field.label, `references.${field.name}`);
	if (typeof value === 'string') return keyFrom(value);
	throw inputError(
		`${field.label} is not a key: ${JSON.stringify(locator)}`,
		`Choose the record from the list, or enter its key (${field.name}). It may come from an expression.`,
		`references.${field.name}`,
	);
}

/** References that no operation of the entity has: misspelled by an expression, they would be left out in silence. */
function assertKnown(names: readonly string[], known: readonly Field[]): void {
	const unknown = names.find((name) => !known.some((field) => field.name === name));
	if (unknown === undefined) return;
	throw inputError(
		`There is no reference "${unknown}"`,
		`Use one of: ${known.map(({ name }) => name).join(', ')}.`,
		'references',
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
			'references',
		);
	}
	const locators = collection.data ?? {};
	assertKnown(Object.keys(locators), referenceFields(known));
	const chosen = referenceFields(fields)
		.map((field) => ({ field, key: readReference(field, locators[field.name]) }))
		.filter(({ key }) => key !== '');
	for (const { field, key } of chosen) {
		const other = mapped[field.name] ?? '';
		if (other === '' || other === key) continue;
		throw inputError(
			`${field.label} has two values: "${String(other)}" under Fields and "${key}" under References`,
			`Remove one of the two. Mapped automatically, the one under Fields is the input's column "${field.name}".`,
			`references.${field.name}`,
		);
	}
	return { ...mapped, ...Object.fromEntries(chosen.map(({ field, key }) => [field.name, key])) };
}
