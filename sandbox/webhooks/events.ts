import { ENTITIES } from '../contract/entities';

/** How the words of an event's type are put together; the real spelling is not published. */
export const SPELLINGS = ['dotted', 'camel', 'pascal', 'kebab', 'spaced', 'upper'] as const;
export type Spelling = (typeof SPELLINGS)[number];

/** The events that Makini describes, in the sandbox's own spelling. It publishes no names for them. */
export const EVENT_KINDS = [
	'record.inserted',
	'record.updated',
	'sync.completed',
	'sync.failed',
	'connection.reauthorization_required',
	'connection.online',
	'connection.offline',
	'system.error',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface EventType {
	/** Undefined for a type that the sandbox does not know, which is sent as it is. */
	kind: EventKind | undefined;
	/** Dotted, with the entity's name in the place of `record`. */
	name: string;
	/** The entity of a record's event. */
	entity?: string;
}

function singular(word: string): string {
	if (/ies$/.test(word)) return word.replace(/ies$/, 'y');
	if (/(s|x|ch)es$/.test(word)) return word.replace(/es$/, '');
	return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

/** The name of one record of an entity: `purchase-orders` gives `purchase_order`. */
export function recordName(entity: string): string {
	// The words of a nested entity each stand for one record: the line item of one purchase order.
	return entity
		.split(/[./]/)
		.map((part) => {
			const words = part.split('-');
			return [...words.slice(0, -1), singular(words.at(-1) ?? '')].join('_');
		})
		.join('_');
}

const ENTITY_BY_RECORD = new Map(ENTITIES.map(({ name }) => [recordName(name), name]));

/** What a type given by its name stands for; `entity` is that of an event that only says `record`. */
export function eventType(type: string, entity = 'purchase-orders'): EventType {
	const [subject = '', action = ''] = type.split('.');
	const named = ENTITY_BY_RECORD.get(subject);
	const kind = EVENT_KINDS.find((each) => each === (named ? `record.${action}` : type));
	if (!kind?.startsWith('record.')) return { kind, name: type };
	const of = named ?? entity;
	return { kind, name: `${recordName(of)}.${action}`, entity: of };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function pascal(part: string, index: number): string {
	const words = part.split('_').map(capital).join('');
	// The action begins with a small letter: PurchaseOrder.updated.
	return index === 0 ? words : words.charAt(0).toLowerCase() + words.slice(1);
}

const uncapital = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);

/** The same event as told of many records: `purchase_orders.updated` for `purchase_order.updated`. */
export function ofMany({ kind, name, entity }: EventType): EventType {
	if (!kind || entity === undefined) return { kind, name, entity };
	return { kind, name: `${entity.replaceAll(/[-./]/g, '_')}.${kind.split('.')[1]}`, entity };
}

/** The type as a sender with that spelling writes it; unknown ones stay as they are. */
export function spell({ kind, name }: EventType, spelling: Spelling): string {
	if (!kind) return name;
	switch (spelling) {
		case 'dotted':
			return name;
		case 'camel':
			return name.split('.').map(pascal).map(uncapital).join('.');
		case 'spaced':
			return name.replaceAll('_', ' ');
		case 'pascal':
			return name.split('.').map(pascal).join('.');
		case 'kebab':
			return name.replaceAll('_', '-');
		case 'upper':
			return name.replaceAll('.', '_').toUpperCase();
	}
}
