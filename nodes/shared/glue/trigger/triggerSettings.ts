import { castArray } from 'lodash';
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { catalogue } from '../../catalogue';
import { EVENT_NAMES, type EventName } from '../../webhook/classify';
import type { Wanted } from '../../webhook/eventFilters';

/** The header that Makini once published. */
export const SIGNATURE_HEADER = 'X-Webhook-Signature';

/**
 * Where the signature is looked for if no header is set: the second is what earlier versions of
 * this node looked for.
 */
const SIGNATURE_HEADERS: readonly string[] = [SIGNATURE_HEADER, 'x-makini-signature'];

const header = z.string().trim();

const options = z.object({
	ignoreStale: z.boolean().catch(false),
	maximumAge: z.coerce.number().nonnegative().catch(0),
	readRecords: z.boolean().catch(false),
	signatureHeader: header.catch(''),
	timestampHeader: header.catch(''),
	// Only a plain "false" switches it off.
	verifySignature: z.boolean().catch(true),
});

export type TriggerOptions = z.infer<typeof options>;

/** Names of the headers in which the signature is looked for, one after the other. */
export const signatureHeaders = ({ signatureHeader }: TriggerOptions): readonly string[] =>
	signatureHeader ? [signatureHeader] : SIGNATURE_HEADERS;

type Context = IWebhookFunctions | IHookFunctions;

export const triggerOptions = (context: Context): TriggerOptions =>
	options.parse(context.getNodeParameter('options', {}));

/** What was chosen from a list; an expression may give one value alone. */
const chosen = (context: Context, name: string): string[] =>
	castArray(context.getNodeParameter(name, []) ?? [])
		.map(String)
		.filter(Boolean);

const isEventName = (name: string): name is EventName =>
	(EVENT_NAMES as readonly string[]).includes(name);

export const wantedEvents = (context: Context): Wanted => ({
	events: chosen(context, 'events').filter(isEventName),
	entities: chosen(context, 'entities'),
	connectionIds: String(context.getNodeParameter('connectionIds', ''))
		.split(',')
		.map((id) => id.trim())
		.filter(Boolean),
});

/** The names among what was chosen that stand for no event, and for no entity. */
export const unknownChoices = (context: Context): { events: string[]; entities: string[] } => ({
	events: chosen(context, 'events').filter((name) => !isEventName(name)),
	entities: chosen(context, 'entities').filter((name) => !Object.hasOwn(catalogue, name)),
});
