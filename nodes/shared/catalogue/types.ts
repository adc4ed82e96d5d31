/** The three product categories of Makini; the first path segment of the published contract. */
export type SystemType = 'erp' | 'eam' | 'wms';

export const SYSTEM_TYPES: readonly SystemType[] = ['erp', 'eam', 'wms'];

/**
 * `decimal` is an amount that travels as a string ("12.50"), so that no digit is lost; `number` is
 * one that the contract wants as a number.
 */
export type FieldType =
	'string' | 'decimal' | 'number' | 'dateTime' | 'boolean' | 'object' | 'array';

/**
 * Who sets a field.
 * - `user`: sent whenever it is given.
 * - `system`: the contract accepts it, but systems set it themselves; sent only when asked for by
 * name, never a difference.
 * - `none`: read only.
 */
export type Writable = 'user' | 'system' | 'none';

export interface Field {
	name: string;
	label: string;
	description: string;
	type: FieldType;
	writable: Writable;
	/** Name of the entity whose `key` this field holds. */
	references?: string;
	/** Name of the entity whose keys this field holds, as a list or as a text with commas between them. */
	keysOf?: string;
	/** The fields of an `object`, or of each element of an `array`. */
	fields?: readonly Field[];
	/** Accepted by only one of the two writes. */
	writeOn?: 'create' | 'update';
	/** Name under which records carry what is written under this one. */
	readAs?: string;
	/** Accepted by writes, but not listed on records: where a record lacks it, whether it is equal cannot be told. */
	writeOnly?: boolean;
	/** Systems commonly refuse a record without it. */
	required?: boolean;
	/** Shown in a new node without having to be added first. */
	common?: boolean;
	/** Present on records, but not listed by the published write bodies: support depends on the connected system. */
	unpublishedWrite?: boolean;
}

/** Values as they stand in workflows; `upsert` is n8n's name for "create or update". */
export type CommonOperation =
	'add' | 'create' | 'upsert' | 'delete' | 'get' | 'getAll' | 'update' | 'upload';

/** One of those, or a named action on a record, such as `markDelivered`: see {@link Action}. */
export type OperationName = CommonOperation | (string & Record<never, never>);

export interface Operation {
	/** In the published contract; otherwise support depends on the connected system. */
	published: boolean;
	/** Only for connections of these types, where they are fewer than the entity's. */
	systemTypes?: readonly SystemType[];
	/** For an action on one record: what is sent where. */
	action?: Action;
}

/**
 * How an operation is called. In all but the name, `{one}` stands for the record as in "a purchase
 * order", `{singular}` and `{plural}` for its entity.
 */
export interface OperationWords {
	/** As n8n lists it: "Mark as Delivered". */
	name: string;
	/** In sentence case, naming the record: "Mark {one} as delivered". */
	action: string;
	description: string;
	/** What it does, for errors, as in "marking as delivered". */
	doing: string;
}

interface ActionPlace {
	/** Path segment behind the record's key. */
	segment: string;
	words: OperationWords;
}

/** Sets one property to a value that is chosen from the records of another entity. */
export interface ChoiceAction extends ActionPlace {
	kind: 'choice';
	method: 'PUT';
	property: string;
	/** Entity whose records are the choices. */
	choices: string;
}

/** Sends fields of its own. */
export interface FieldsAction extends ActionPlace {
	kind: 'fields';
	method: 'PUT';
	fields: readonly Field[];
}

/** Sends nothing but the fact. */
export interface PlainAction extends ActionPlace {
	kind: 'plain';
	method: 'POST';
}

/** Lists records of another entity that belong to the record. */
export interface ListAction extends ActionPlace {
	kind: 'list';
	method: 'GET';
	/** Entity of the listed records. */
	of: string;
}

export type Action = ChoiceAction | FieldsAction | PlainAction | ListAction;

export interface Entity {
	/** Unique in the catalogue, in camel case. */
	name: string;
	/** Value of the node's Resource parameter. */
	resource: string;
	/** In sentence case, as within a sentence: "purchase order". */
	singular: string;
	plural: string;
	description: string;
	/** Path below `/api/{systemType}` or `/api/v1`. */
	path: string;
	/** For records that are parts of a record of another entity: where they are listed, added and changed. */
	parent?: {
		entity: string;
		/** Path segment behind the parent's key. */
		segment: string;
	};
	systemTypes: readonly SystemType[];
	/** The field by which people know a record, used to find it again. */
	naturalKey?: string;
	/** Fields by which people know a record where none tells records apart for sure: one value may stand for several. */
	knownBy?: readonly string[];
	/** Fields that name a record in a list, most telling first. */
	titleFields: readonly string[];
	/** Fields that a search by text looks into. */
	searchFields: readonly string[];
	/** The fields of the simplified output. */
	simplifiedFields: readonly string[];
	/** The time of the last change, where records carry one. */
	updatedField?: string;
	fields: readonly Field[];
	operations: Partial<Record<OperationName, Operation>>;
}
