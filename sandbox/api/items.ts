import { entityNamed, partFields } from '../contract/entities';
import type { JsonObject, StoredRecord } from '../base';
import { ApiError, noSuchRecord, type Reply } from '../replies';
import { validateRecord } from './validation';
import { existing, referenceCheck, type WriteContext } from './writes';

function itemEntity({ entity }: WriteContext) {
	const items = entityNamed(entity.items?.entity ?? '');
	if (!items.owner) throw new Error(`The records of ${items.name} have no owner`);
	return { items, field: items.owner.field };
}

/** The records that belong to the one with that key; throws a 404 when there is none. */
export function itemsOf(context: WriteContext, key: string): readonly StoredRecord[] {
	existing(context, key);
	const { items, field } = itemEntity(context);
	return context.store.collection(items.name).lookUp(field, key) ?? [];
}

/** The same as lists show them. */
export function listedItems(context: WriteContext, key: string): readonly StoredRecord[] {
	existing(context, key);
	const { items, field } = itemEntity(context);
	return context.store.lateLists(items.name).lookUp(field, key) ?? [];
}

function validated(context: WriteContext, body: JsonObject, mode: 'create' | 'update'): JsonObject {
	const { items, field } = itemEntity(context);
	const needed = ['materialKey', 'requiredQuantity', 'usedQuantity'];
	const fields = { ...items.fields };
	for (const name of needed) fields[name] = { type: 'decimal', ...fields[name], required: true };
	// Whose it is follows from the path.
	fields[field] = { type: 'string', readOnly: true };
	return validateRecord({ ...items, fields }, body, mode, [], referenceCheck(context));
}

/** Adds a record to the one with that key. */
export function addItem(context: WriteContext, key: string, body: JsonObject): Reply {
	const { store, entity } = context;
	const owner = existing(context, key);
	const { items, field } = itemEntity(context);
	const values = validated(context, body, 'create');
	const now = store.writeTime();
	const item: StoredRecord = {
		key: store.newKey(items.name),
		...values,
		[field]: key,
		createdAt: now,
		updatedAt: now,
	};
	store.collection(items.name).put(item);
	if (entity.fields.materialCount) {
		const materialCount = String(itemsOf(context, key).length);
		store.collection(entity.name).put({ ...owner, materialCount });
	}
	return { status: 200, body: { data: item }, itemKey: item.key, effect: 'created' };
}

/** Changes a record of the one with that key, found by its material or by its own key. */
export function changeItem(
	context: WriteContext,
	key: string,
	itemKey: string,
	body: JsonObject,
): Reply {
	const { store } = context;
	const { items } = itemEntity(context);
	const own = itemsOf(context, key);
	const item =
		own.find(({ materialKey }) => materialKey === itemKey) ??
		own.find((each) => each.key === itemKey);
	if (!item) throw new ApiError(noSuchRecord(items.name, itemKey));
	const values = validated(context, body, 'update');
	const changed = { ...item, ...values, updatedAt: store.writeTime() };
	store.collection(items.name).put(changed);
	return { status: 200, body: { data: changed }, itemKey: item.key, effect: 'updated' };
}

const MATERIAL_FIELDS = [
	'key',
	'organizationKey',
	'parentKeys',
	'assetKeys',
	'code',
	'isAssembly',
	'partNumber',
	'name',
	'description',
	'notes',
	'criticality',
	'isActive',
	'manufacturerName',
	'uomKey',
	'supplyOptions',
	'priceLevels',
	'createdAt',
	'updatedAt',
	'deletedAt',
];

/** Sets the inventory of a material, here and among the inventories; answers with the material and its inventories. */
export function setInventory(context: WriteContext, key: string, body: JsonObject): Reply {
	const { store, entity } = context;
	const material = existing(context, key);
	const inventories = entityNamed('inventories');
	const fields = Object.fromEntries(
		Object.entries(partFields({ type: 'object', part: 'Inventory' })),
	);
	const values = validateRecord(
		{ ...inventories, fields },
		body,
		'update',
		[],
		referenceCheck(context),
	);
	const now = store.writeTime();
	const before = (material.inventory ?? {
		key: store.newKey(inventories.name),
		createdAt: now,
	}) as StoredRecord;
	const inventory: StoredRecord = { ...before, ...values, updatedAt: now };
	const changed: StoredRecord = { ...material, inventory, updatedAt: now };
	store.collection(inventories.name).put(inventory);
	store.collection(entity.name).put(changed);
	const known = Object.fromEntries(MATERIAL_FIELDS.map((field) => [field, changed[field] ?? null]));
	const data: JsonObject = {
		...known,
		inventories: [inventory],
		dimensions: changed.dimensions ?? {},
	};
	return { status: 200, body: { data }, itemKey: key, effect: 'updated' };
}

/** Takes a change of an inventory over into the material that shows it. */
export function showInventory({ store }: WriteContext, inventory: StoredRecord): void {
	const materials = store.collection('materials');
	const shown = materials
		.all()
		.find((material) => (material.inventory as StoredRecord | undefined)?.key === inventory.key);
	if (shown) materials.put({ ...shown, inventory });
}
