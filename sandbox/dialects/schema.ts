import { z } from 'zod';
import { CHARSET_DIALECTS } from '../charset';
import { RECORD_DIALECTS } from './envelopes';
import { ERROR_DIALECTS } from './errors';
import { FILTER_DIALECTS } from './filters';
import { LIMIT_KINDS } from './limits';
import { NUMBER_DIALECTS } from './numbers';
import { PAGING_DIALECTS } from './paging';

const oneOf = <T extends string>(choices: readonly T[]) => z.enum(choices as [T, ...T[]]);

const ms = z.number().nonnegative().optional();

/** A dialect from JSON. */
export const dialectSchema = z
	.object({
		paging: oneOf(PAGING_DIALECTS).optional(),
		filters: oneOf(FILTER_DIALECTS).optional(),
		limit: z
			.object({
				kind: oneOf(LIMIT_KINDS),
				requests: z.number().int().positive(),
				perMs: z.number().nonnegative(),
				tells: z.enum(['retryAfter', 'headers', 'nothing']),
			})
			.strict()
			.optional(),
		lateListsMs: ms,
		lateRecordsMs: ms,
		clockAheadMs: z.number().finite().optional(),
		record: oneOf(RECORD_DIALECTS).optional(),
		errors: oneOf(ERROR_DIALECTS).optional(),
		charset: oneOf(CHARSET_DIALECTS).optional(),
		numbers: oneOf(NUMBER_DIALECTS).optional(),
	})
	.strict();
