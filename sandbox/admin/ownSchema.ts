import { z } from 'zod';
import { KEY_FORMS } from '../base';

/** The options of a connection that make its system's data its own, from JSON; others are not looked at. */
export const ownSystemSchema = z.object({
	keys: z.enum(KEY_FORMS).optional(),
});
