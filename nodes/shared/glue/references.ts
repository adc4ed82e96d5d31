import { z } from 'zod';
import type { Field } from '../catalogue/types';
import type { MakiniRecord } from '../client/envelopes';
import { inputError } from '../client/errors';
import { keyFrom } from './keys';
import { referenceFields } from './operations';

const collectionShape = z.record(z.unknown()).nullish();

/** What a locator was set to; an expression may give the value alone. */
const locatorShape = z
	.object({ value: z.unknown() })
	.transform(({ value }) => value)
	.pipe(z.union([z.string(), z.number()]).nullish())
	.or(z.union([z.string(), z.number()]).nullish())
	.transform((value) => keyFrom(String(value ?? '')));

function readReference(field: Field, locator: unknown): string {
	const parsed = locatorShape.safeParse(locator);
	if (parsed.success) return parsed.data;
	throw inputError(
		`${field.label} is not a key: ${JSON.stringify(locator)}`,
		`Choose the record from the list, or enter its key (${field.name}). It may come from an expression.`,
		`references.${field.name}`,
	);
}

/**
 * The mapped fields with the keys of the chosen records added. Empty locators, and those of fields that the operation
 * does not write, are ignored.
 * @throws MakiniError (input) for what is no key, and for a field that was mapped to another value as well.
 */
export function withReferences(
	fields: readonly Field[],
	mapped: MakiniRecord,
	parameter: unknown,
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
