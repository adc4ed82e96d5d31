import type { SystemType } from '../base';

export type FieldType =
	| 'string'
	/** An amount, kept as a decimal string. */
	| 'decimal'
	/** A whole number, kept as a string. */
	| 'count'
	| 'integer'
	| 'date'
	| 'boolean'
	| 'object'
	| 'lines'
	/** An array of keys. */
	| 'keys'
	/** An array of anything. */
	| 'list';

/** Stands for the entity itself, and for the statuses of the entity, where a field names its reference. */
export const SELF = '(self)';
export const OWN_STATUSES = '(statuses)';

export interface FieldDefinition {
	type: FieldType;
	/** Entity that the value is a key of. */
	references?: string;
	/** A string that holds several keys, separated by commas. */
	many?: boolean;
	/** Name of the part that an object or the elements of an array are made of. */
	part?: string;
	/** Set by the server only. */
	readOnly?: boolean;
	/** Must be a non-empty string when a record is created, and may not be emptied later. */
	required?: boolean;
	/** Accepted in writes and kept, but not part of generated records. */
	writeOnly?: boolean;
}

export type Fields = Readonly<Record<string, FieldDefinition>>;

export type Operation =
	| 'list'
	| 'get'
	| 'create'
	| 'update'
	| 'delete'
	| 'setStatus'
	| 'upload'
	| 'deliver'
	| 'setInventory'
	| 'listItems'
	| 'addItem'
	| 'changeItem';

export interface EntityDefinition {
	/** Path below the API's prefix. */
	name: string;
	modules: readonly SystemType[];
	/** What the published contract has. */
	operations: readonly Operation[];
	/** Modules of operations that not all of the entity's modules have. */
	only?: Readonly<Partial<Record<Operation, readonly SystemType[]>>>;
	fields: Fields;
	/** Fields whose equality filter must not scan the whole collection. */
	indexed: readonly string[];
	/** Number of generated records. */
	count: number;
	/** Generated from the reference seed, so that connections share the keys. */
	shared: boolean;
	/** Start of generated codes and numbers. */
	prefix: string;
	/** Code or number that the server gives to a record that comes without. */
	assigned?: string;
	/** Entity of its statuses. */
	statuses?: string;
	/** Fields of write bodies that are kept under another name. */
	aliases?: Readonly<Record<string, string>>;
	/** Property that carries the key of the new status; `status` by default. */
	statusProperty?: string;
	/** The records are parts of another entity's records, found in that field. */
	partOf?: { entity: string; field: string };
	/** Records of another entity that belong to one of this entity's, and the path at which they are found. */
	items?: { tail: string; entity: string };
	/** The entity whose records own this one's, and the field with the owner's key. */
	owner?: { entity: string; field: string };
	/** The contract documents no `per_page` for its list. */
	unsized?: boolean;
}
