import type { EntityDefinition, Fields } from '../contract/entities';
import type { Random } from '../random';
import type { JsonObject } from '../base';
import { CHOICES, CITIES } from './names';
import { DAY_MS, isoSeconds } from './reference';
import { MATERIALS, NOTES, SHIPPING_METHODS, TERMS } from './texts';

const VAT_PERCENT = 19;

/** Cents as an amount. */
export const money = (cents: number): string => (cents / 100).toFixed(2);

/** The life of a record, in ms since 1970. */
interface Life {
	created: number;
	updated: number;
}

/** A time that fits the life of the record, or none yet. */
export function date(field: string, { created, updated }: Life, random: Random): string | null {
	if (field === 'createdAt') return isoSeconds(created);
	if (field === 'updatedAt') return isoSeconds(updated);
	if (/^(deletedAt|deactivatedAt)$/.test(field)) return null;
	if (/^(completedAt|approvedAt|endedAt|finishedAt)$/.test(field) && random.next() < 0.4)
		return null;
	const day = created - (created % DAY_MS);
	if (/^(due|scheduled|expires|delivery)/.test(field)) {
		return isoSeconds(day + random.integer(5, 90) * DAY_MS);
	}
	if (/^(ended|finished|completed)/.test(field)) return isoSeconds(updated);
	const later = day + random.integer(0, 20) * DAY_MS;
	return isoSeconds(Math.min(updated, later));
}

/** A text that follows from the name of the field; undefined where the name says nothing. */
export function sharedText(field: string, random: Random): string | undefined {
	const choices = CHOICES[field];
	if (choices) return random.pick(choices);
	if (field === 'shippingMethod') return random.pick<string>(SHIPPING_METHODS);
	if (field === 'terms') return random.pick<string>(TERMS);
	if (/^notes?$/.test(field)) return random.pick<string>(NOTES);
	if (field === 'name' || field === 'contact' || field === 'contactPerson') {
		return `${random.pick(CHOICES.firstName ?? [])} ${random.pick(CHOICES.lastName ?? [])}`;
	}
	if (/^emails?$/.test(field)) return `contact${random.integer(1, 99)}@example.com`;
	if (/^phones?$/.test(field)) return `+49 40 555${random.integer(1000, 9999)}`;
	if (/^is[A-Z]/.test(field)) return String(field === 'isActive');
	if (field === 'url') return `https://files.example.com/${random.integer(10_000, 99_999)}.pdf`;
	if (/^(upc|ean|isbn)$/.test(field)) return String(random.integer(1e12, 9.9e12));
	if (/^(sku|partNumber|serialNumber|makePartNumber|drawingNumber|drawingNo)$/.test(field)) {
		return `${field.slice(0, 2).toUpperCase()}-${random.integer(10_000, 99_999)}`;
	}
	if (/^addresses$|Address$/.test(field)) {
		const { addressLines, postCode, city, country } = address(random);
		return `${addressLines}, ${postCode} ${city}, ${country}`;
	}
	return undefined;
}

/** The main fields of an address. */
export function address(random: Random) {
	const { city, postCode, country } = random.pick(CITIES);
	const addressLines = `Dock Road ${random.integer(1, 120)}`;
	return { country, addressLines, state: '', city, postCode };
}

/** Quantity, price and what follows from them. */
export function amounts(fields: Fields, random: Random): JsonObject {
	const quantity = random.integer(1, 120);
	const cents = random.integer(50, 50_000);
	const values: JsonObject = { quantity: money(quantity * 100), price: money(cents) };
	if (fields.receivedQuantity) values.receivedQuantity = money(random.integer(0, quantity) * 100);
	if (fields.quantityRequired) values.quantityRequired = values.quantity as string;
	if (fields.lineTotalValue) {
		values.lineTotalValue = money(quantity * cents);
		values.lineTaxValue = money(Math.round((quantity * cents * VAT_PERCENT) / 100));
	}
	return values;
}

/** The sums of lines, as a record has them. */
export function totals(lines: readonly JsonObject[]): JsonObject {
	const sum = (field: string) =>
		lines.reduce((cents, line) => cents + Math.round(Number(line[field] ?? 0) * 100), 0);
	const net = sum('lineTotalValue');
	const tax = sum('lineTaxValue');
	return {
		totalNetValue: money(net),
		totalTaxValue: money(tax),
		totalGrossValue: money(net + tax),
	};
}

/** The name of a record: from the list, with a number from its second round on. */
export function nameAt(
	names: readonly string[] | undefined,
	entity: EntityDefinition,
	index: number,
): string {
	const own =
		names ??
		(/^(materials|inventories)$/.test(entity.name) ? MATERIALS.map(({ name }) => name) : undefined);
	if (!own) return `${entity.prefix} ${index + 1}`;
	const round = Math.floor(index / own.length);
	return `${own[index % own.length]}${round === 0 ? '' : ` ${round + 1}`}`;
}
