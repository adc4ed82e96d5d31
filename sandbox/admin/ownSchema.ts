import { z } from 'zod';
import { KEY_FORMS, type JsonValue } from '../base';
import { ENTITIES } from '../contract/entities';

const BY_NAME = new Map(ENTITIES.map((entity) => [entity.name, entity]));

const entityName = z
	.string()
	.refine((name) => BY_NAME.has(name), { message: 'The sandbox has no such entity' });

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
	requiredFields: z
		.record(entityName, z.array(z.string()))
		.superRefine((required, context) => {
			for (const [entity, names] of Object.entries(required)) {
				const known = BY_NAME.get(entity)?.fields;
				for (const name of names.filter((each) => known && !known[each])) {
					const message = `${entity} has no field "${name}"`;
					context.addIssue({ code: z.ZodIssueCode.custom, message });
				}
			}
		})
		.optional(),
	lockedStatuses: z
		.record(
			entityName.refine((name) => BY_NAME.get(name)?.statuses !== undefined, {
				message: 'The entity has no statuses',
			}),
			z.array(z.string()),
		)
		.optional(),
	deletedEvery: z.record(entityName, z.number().int().positive()).optional(),
});
