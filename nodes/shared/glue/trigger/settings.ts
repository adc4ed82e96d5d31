import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { EVENT_NAMES } from '../../webhook/classify';
import type { Wanted } from '../../webhook/filters';

export const DEFAULT_SIGNATURE_HEADER = 'x-makini-signature';

const header = z.string().trim().toLowerCase();

const options = z.object({
	ignoreStale: z.boolean().catch(false),
	maximumAge: z.coerce.number().nonnegative().catch(0),
	signatureHeader: header.min(1).catch(DEFAULT_SIGNATURE_HEADER),
	timestampHeader: header.catch(''),
	// Only a plain "false" switches it off.
	verifySignature: z.boolean().catch(true),
});

export type TriggerOptions = z.infer<typeof options>;

type Context = IWebhookFunctions | IHookFunctions;

export const triggerOptions = (context: Context): TriggerOptions =>
	options.parse(context.getNodeParameter('options', {}));

const list = z.array(z.string()).catch([]);

const events = z.array(z.enum(EVENT_NAMES)).catch([]);

export function wantedEvents(context: Context): Wanted {
	const ids = String(context.getNodeParameter('connectionIds', ''));
	return {
		events: events.parse(context.getNodeParameter('events', [])),
		entities: list.parse(context.getNodeParameter('entities', [])),
		connectionIds: ids
			.split(',')
			.map((id) => id.trim())
			.filter(Boolean),
	};
}
