import { z } from 'zod';
import { KEY_FORMS, type JsonValue } from '../base';
import { ENTITIES } from '../contract/entities';

const NAMES = new Set(ENTITIES.map(({ name }) => name));

const entityName = z
	.string()
	.refine((name) => NAMES.has(name), { message: 'The sandbox has no such entity' });

const value: z.ZodType<JsonValue> = z.lazy(() =>
	z.union([
		z.string(),
		z.number(),
		z.boolean(),
		z.null(),
		z.array(value),
		z.record(z.string(), value),
	]),
);

/** The options of a connection that make its system's data its own, from JSON; others are not looked at. */
export const ownSystemSchema = z.object({
	keys: z.enum(KEY_FORMS).optional(),
	ownRecords: z
		.record(entityName, z.record(z.string(), z.record(z.string(), value).nullable()))
		.optional(),
	deletedEvery: z.record(entityName, z.number().int().positive()).optional(),
});
