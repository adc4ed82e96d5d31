import { createHmac } from 'node:crypto';
import { isoSeconds } from '../data/reference';
import type { JsonObject } from '../base';

/** What a delivery says, whatever its properties are called. */
export interface Message {
	id: string;
	type: string;
	/** In ms since 1970. */
	at: number;
	connectionId: string;
	details: JsonObject;
}

/**
 * Makini publishes what a payload holds, but neither the names nor the form of its properties.
 * `ids` is what it once published of records: the event and their keys, and nothing else; other
 * events are `flat` there.
 */
export const SHAPES = ['flat', 'camel', 'nested', 'ids'] as const;
export type Shape = (typeof SHAPES)[number];

const flat = ({ id, type, at, connectionId, details }: Message): JsonObject => ({
	id,
	event: type,
	timestamp: isoSeconds(at),
	connection_id: connectionId,
	data: details,
});

const PAYLOADS: Readonly<Record<Shape, (message: Message) => JsonObject>> = {
	flat,
	ids: (message) => {
		const { keys, key } = message.details;
		const ids = keys ?? (key === undefined ? undefined : [key]);
		return ids === undefined ? flat(message) : { event: message.type, body: ids };
	},
	camel: ({ id, type, at, connectionId, details }) => ({
		webhookId: id,
		eventType: type,
		createdAt: new Date(at).toISOString(),
		connectionId,
		payload: details,
	}),
	nested: ({ id, type, at, connectionId, details }) => ({
		event: { id, type, timestamp: Math.floor(at / 1000) },
		connection: { id: connectionId },
		details,
	}),
};

export interface BodyForm {
	shape: Shape;
	escaping: 'json' | 'php';
}

/** The body of a delivery. */
export function bodyOf(message: Message, { shape, escaping }: BodyForm): string {
	const text = JSON.stringify(PAYLOADS[shape](message));
	if (escaping === 'json') return text;
	return text
		.replaceAll('/', '\\/')
		.replace(
			/[\u0080-\uffff]/g,
			(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
		);
}

export interface Signing {
	secret?: string;
	header: string;
	encoding: 'base64' | 'hex';
	prefix: string;
	signs: 'raw' | 'parsed';
}

/** The headers that sign a body; none without a secret. */
export function signatureHeaders(body: string, signing: Signing): Record<string, string> {
	const { secret, header, encoding, prefix, signs } = signing;
	if (secret === undefined) return {};
	const signed = signs === 'raw' ? body : JSON.stringify(JSON.parse(body));
	const signature = createHmac('sha256', secret).update(signed, 'utf8').digest(encoding);
	return { [header]: `${prefix}${signature}` };
}
