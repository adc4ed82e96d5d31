import {
	entityNamed,
	partFields,
	targetOf,
	type EntityDefinition,
	type FieldDefinition,
} from '../contract/entities';
import { Random } from '../random';
import type { JsonObject, JsonValue, StoredRecord, SystemType } from '../base';
import { address, amounts, date, money, nameAt, sharedText, totals } from './fieldValues';
import { recordKey } from './keys';
import { NAMES, STATUS_NAMES, TITLES } from './names';
import { DAY_MS, isoSeconds, REFERENCE_DATE } from './reference';
import { MATERIALS } from './texts';

/** What generated records are drawn from. */
export interface World {
	seed: string;
	referenceSeed: string;
	systemType: SystemType;
	/** Number of generated records of an entity. */
	count(entity: string): number;
	/** Records that are partly given: what is generated for the rest of their fields stands behind it. */
	given(entity: string): readonly StoredRecord[];
	/** The generated orders, which follow no numbering of their own. */
	orders: readonly StoredRecord[];
}

const OWNER_FIELDS = [
	'assemblyKey',
	'assetKey',
	'assetTemplateKey',
	'workOrderKey',
	'pmKey',
	'productionOrderKey',
];
/** Records without one above them. */
export const ROOTS = 4;

/** The place of the record above; every record has four below it at most. */
export function parentIndex(index: number): number | undefined {
	return index < ROOTS ? undefined : Math.floor((index - ROOTS) / ROOTS);
}

interface Draft {
	entity: EntityDefinition;
	index: number;
	created: number;
	updated: number;
	/** Names the value in the making, so that each gets its own random numbers. */
	path: string;
}

const humanized = (field: string): string => {
	const words = field.replace(/([A-Z])/g, ' $1').toLowerCase();
	return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Builds the records of an entity from the names and types of its fields. Each depends on its index alone. */
export class Generator {
	constructor(private readonly world: World) {}

	records(name: string): StoredRecord[] {
		return Array.from({ length: this.world.count(name) }, (_, index) => this.record(name, index));
	}

	record(name: string, index: number): StoredRecord {
		const entity = entityNamed(name);
		const random = new Random(`${this.seedOf(entity)}/${name}/${index}`);
		const updated = REFERENCE_DATE - random.integer(1, 700 * 24) * 3_600_000;
		const created = updated - random.integer(0, 300) * DAY_MS;
		const draft: Draft = { entity, index, created, updated, path: `${name}/${index}` };
		const record = this.values(entity.fields, draft) as StoredRecord;
		return this.finished(record, draft);
	}

	/** The key of an entity's record; undefined where the connection's system type has no such entity. */
	keyAt(name: string, index: number): string | undefined {
		const { modules, partOf } = entityNamed(name);
		if (!modules.includes(this.world.systemType)) return undefined;
		if (name === 'purchase-orders' || partOf) {
			const { orders } = this.world;
			const order = orders[index % Math.max(1, orders.length)];
			const part = partOf ? (order?.[partOf.field] as StoredRecord[] | undefined)?.[0] : order;
			return part?.key;
		}
		const count = this.world.count(name);
		if (count === 0) return undefined;
		const place = index % count;
		return (
			this.world.given(name)[place]?.key ?? recordKey(this.seedOf(entityNamed(name)), name, place)
		);
	}

	private seedOf({ shared }: EntityDefinition): string {
		return shared ? this.world.referenceSeed : this.world.seed;
	}

	private values(fields: Readonly<Record<string, FieldDefinition>>, draft: Draft): JsonObject {
		const known = Object.entries(fields).filter(([, { writeOnly }]) => !writeOnly);
		return Object.fromEntries(
			known.map(([field, definition]) => {
				const path = `${draft.path}/${field}`;
				return [field, this.value(field, definition, { ...draft, path })];
			}),
		);
	}

	private value(field: string, definition: FieldDefinition, draft: Draft): JsonValue {
		const random = new Random(`${this.seedOf(draft.entity)}/${draft.path}`);
		switch (definition.type) {
			case 'date':
				return date(field, draft, random);
			case 'boolean':
				return /^(isActive|isPhysical|isTaxable)$/.test(field) || random.next() < 0.2;
			case 'decimal':
				return field === 'discount' ? '0.00' : money(random.integer(100, 50_000));
			case 'count':
				return String(random.integer(1, 16) * 15);
			case 'integer':
				return random.integer(1, 500);
			case 'keys':
				return this.keys(definition, draft, random);
			case 'list':
				return [];
			case 'object':
				return this.part(definition, draft, 0);
			case 'lines': {
				const { part } = definition;
				const count = part === 'Drawing' ? 1 : random.integer(1, 3);
				return Array.from({ length: count }, (_, index) => this.part(definition, draft, index));
			}
			case 'string':
				return this.text(field, definition, draft, random);
		}
	}

	private keys(definition: FieldDefinition, { entity, index }: Draft, random: Random): string[] {
		const target = targetOf(definition, entity);
		if (target === undefined) return [];
		if (target === entity.name) {
			const parent = parentIndex(index);
			const key = parent === undefined ? undefined : this.keyAt(target, parent);
			return key === undefined ? [] : [key];
		}
		const start = random.integer(0, 9_999);
		const keys = [start, start + 1].slice(random.integer(0, 1)).map((at) => this.keyAt(target, at));
		return [...new Set(keys.filter((key) => key !== undefined))];
	}

	private reference(field: string, definition: FieldDefinition, draft: Draft): string | null {
		const { entity, index, path } = draft;
		const target = targetOf(definition, entity);
		if (target === undefined) return null;
		if (target === entity.name) {
			const parent = parentIndex(index);
			return parent === undefined ? null : (this.keyAt(target, parent) ?? null);
		}
		// An order and its line are of one place, so that they belong together.
		const place = path.replace(/LineItemKey$/, 'Key');
		const start = new Random(`${this.seedOf(entity)}/${place}`).integer(0, 99_999);
		return this.keyAt(target, field === 'materialKey' && entity.owner ? index : start) ?? null;
	}

	private text(
		field: string,
		definition: FieldDefinition,
		draft: Draft,
		random: Random,
	): JsonValue {
		const { entity, index, created, path } = draft;
		const inPart = path.split('/').length > `${entity.name}/${index}`.split('/').length + 1;
		if (definition.many) return this.keys(definition, draft, random).join(',');
		if (definition.references !== undefined) return this.reference(field, definition, draft);
		if (field.endsWith('Key')) return null;
		const number = String(index + 1);
		if (!inPart) {
			if (field === 'code') return `${entity.prefix}-${number.padStart(4, '0')}`;
			if (/^(orderNo|orderNumber|invoiceNumber|adjustmentNumber|shipmentNumber)$/.test(field)) {
				const prefix = field === 'shipmentNumber' ? 'SHN' : entity.prefix;
				return `${prefix}-${new Date(created).getUTCFullYear()}-${number.padStart(5, '0')}`;
			}
			if (field === 'name') return nameAt(NAMES[entity.name], entity, index);
			if (field === 'title') return nameAt(TITLES[entity.name], entity, index);
		}
		return sharedText(field, random) ?? `${humanized(field)} ${number}`;
	}

	private part(definition: FieldDefinition, draft: Draft, place: number): JsonObject {
		const { part } = definition;
		const { entity, index, created, updated, path } = draft;
		const random = new Random(`${this.seedOf(entity)}/${path}/${place}`);
		if (part === 'Document') {
			return this.record('documents', random.integer(0, this.world.count('documents') - 1));
		}
		if (part === 'Inventory') return this.record('inventories', index);
		const fields = partFields(definition);
		const at = `${path}/${place}`;
		const values = this.values(fields, { ...draft, index: place, path: at });
		if (fields.key)
			values.key = recordKey(this.seedOf(entity), `${entity.name}/parts`, index * 100 + place);
		if (fields.createdAt) values.createdAt = isoSeconds(created);
		if (fields.updatedAt) values.updatedAt = isoSeconds(updated);
		if (part === 'Address') Object.assign(values, address(random));
		if (fields.quantity && fields.price) Object.assign(values, amounts(fields, random));
		if (fields.lineNo) values.lineNo = String((place + 1) * 10);
		if (part === 'Task') values.title = `Step ${place + 1}: ${random.pick(TITLES.pm ?? [])}`;
		if (part === 'PriceLevel') values.name = `Level ${place + 1}`;
		if (fields.materialKey && 'name' in fields) {
			values.name = MATERIALS[random.integer(0, MATERIALS.length - 1)]?.name ?? null;
		}
		return values;
	}

	/** What follows from other fields, and what is given. */
	private finished(record: StoredRecord, { entity, index }: Draft): StoredRecord {
		const { name, owner } = entity;
		record.key = this.world.given(name)[index]?.key ?? recordKey(this.seedOf(entity), name, index);
		if (owner) this.belong(record, owner, index);
		const status = name.startsWith('statuses/') && STATUS_NAMES[name.slice('statuses/'.length)];
		if (status) {
			const label = status[index % status.length] ?? '';
			const code = label.toUpperCase().replace(/ /g, '_');
			Object.assign(record, { name: label, code, parentKey: null, isActive: true });
		}
		if (entity.statuses && entity.fields.status) {
			record.status = this.statusName(entity.statuses, record.statusKey);
		}
		if (name === 'materials') {
			record.isAssembly = (index + 1) * ROOTS < this.world.count(name);
		}
		const label = record.title ?? record.name;
		if (typeof label === 'string' && typeof record.description === 'string') {
			record.description = `${label}, record ${index + 1} of the sandbox`;
		}
		if (name === 'documents') {
			record.type = String(record.contentType).replace(/^.*\//, '');
			record.url = String(record.url).replace(/pdf$/, record.type);
		}
		if (name === 'labors') {
			const [firstName = '', lastName = ''] = String(record.name).split(' ');
			Object.assign(record, { firstName, middleName: null, lastName });
		}
		if (name === 'work-orders') record.materialCount = '2';
		if (name === 'meter-readings') record.assetKey = this.keyAt('assets', index) ?? null;
		const lines = (record.lineItems ?? record.lines) as JsonObject[] | undefined;
		if (lines && record.totalNetValue !== undefined) Object.assign(record, totals(lines));
		return { ...record, ...this.world.given(name)[index] };
	}

	/** The material of another record: that record's key is set, those of other owners are empty. */
	private belong(
		record: StoredRecord,
		owner: { entity: string; field: string },
		index: number,
	): void {
		for (const field of OWNER_FIELDS) record[field] = null;
		if (owner.entity === 'materials') {
			record.assemblyKey = this.keyAt('materials', parentIndex(index + ROOTS) ?? 0) ?? null;
			record.materialKey = this.keyAt('materials', index + ROOTS) ?? null;
			return;
		}
		record[owner.field] = this.keyAt(owner.entity, Math.floor(index / 2)) ?? null;
	}

	private statusName(statuses: string, key: JsonValue | undefined): string | null {
		const count = this.world.count(statuses);
		const places = Array.from({ length: count }, (_, index) => index);
		const place = places.find((index) => this.keyAt(statuses, index) === key);
		const names = STATUS_NAMES[statuses.slice('statuses/'.length)] ?? [];
		return place === undefined ? null : (names[place % names.length] ?? null);
	}
}
