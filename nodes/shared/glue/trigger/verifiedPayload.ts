import type { IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { readSignature, signedText, singleHeader } from '../../webhook/signature';
import type { Answer } from './webhookAnswers';
import { webhookSecrets } from './secrets';
import { signatureHeaders, type TriggerOptions } from './triggerSettings';

/** How n8n's reader says that the body is over its limit (N8N_PAYLOAD_SIZE_MAX). */
const tooLarge = z.object({ type: z.literal('entity.too.large') });

const body = z.instanceof(Buffer);

/** The body as it came. n8n has read it already, or leaves that to the node; of forms with files it keeps none. */
async function rawBody(context: IWebhookFunctions): Promise<Buffer | Answer> {
	const request = context.getRequestObject();
	try {
		await request.readRawBody();
		const read = body.safeParse(request.rawBody);
		return read.success ? read.data : 'unauthorized';
	} catch (error) {
		return tooLarge.safeParse(error).success ? 'tooLarge' : 'unauthorized';
	}
}

/** The secrets of the credential; none where it is missing or cannot be read, so that nothing is accepted. */
async function knownSecrets(context: IWebhookFunctions): Promise<string[]> {
	try {
		return await webhookSecrets(context);
	} catch {
		context.logger.warn(
			'Makini Trigger refuses a webhook: the credential that has its secret cannot be read',
		);
		return [];
	}
}

async function verifiedText(
	context: IWebhookFunctions,
	options: TriggerOptions,
): Promise<string | { refusal: Answer }> {
	const { rawHeaders } = context.getRequestObject();
	const headers = context.getHeaderData();
	const signature = signatureHeaders(options)
		.map((name) => readSignature(singleHeader(headers, name, rawHeaders)))
		.find(Boolean);
	// Before the body is read: most of what comes uninvited ends here.
	if (signature === undefined) return { refusal: 'unauthorized' };
	const secrets = await knownSecrets(context);
	if (secrets.length === 0) return { refusal: 'unauthorized' };
	const raw = await rawBody(context);
	if (typeof raw === 'string') return { refusal: raw };
	return signedText(raw, signature, secrets) ?? { refusal: 'unauthorized' };
}

export type Payload = Record<string, unknown>;

const payload = z
	.string()
	.transform((text, { addIssue }): unknown => {
		try {
			return JSON.parse(text);
		} catch {
			addIssue({ code: 'custom', message: 'Not JSON' });
			return z.NEVER;
		}
	})
	.pipe(z.record(z.unknown()));

/**
 * The payload of a webhook: what its signature was made for, and nothing else. Instead of it, the
 * answer to a webhook that is refused.
 */
export async function receivePayload(
	context: IWebhookFunctions,
	options: TriggerOptions,
): Promise<{ payload: Payload } | { refusal: Answer }> {
	let text: string;
	if (options.verifySignature) {
		const verified = await verifiedText(context, options);
		if (typeof verified !== 'string') return verified;
		text = verified;
	} else {
		const raw = await rawBody(context);
		if (typeof raw === 'string') return { refusal: raw === 'tooLarge' ? raw : 'notAnEvent' };
		text = raw.toString('utf8');
	}
	const parsed = payload.safeParse(text);
	return parsed.success ? { payload: parsed.data } : { refusal: 'notAnEvent' };
}
