import { Random } from '../random';
import type { StoredRecord } from '../base';
import { recordKey } from './keys';
import {
	CURRENCIES,
	MATERIALS,
	SITES,
	STATUSES,
	VENDOR_FORMS,
	VENDOR_NAMES,
	VENDOR_TRADES,
} from './texts';
import { UNITS } from './names';

/** No generated record is newer than this. */
export const REFERENCE_DATE = Date.UTC(2026, 5, 1);

export const DAY_MS = 24 * 60 * 60 * 1000;

export interface Material {
	key: string;
	code: string;
	name: string;
	uomKey: string;
	cents: number;
}

/** What orders point at. */
export interface ReferenceData {
	vendors: StoredRecord[];
	sites: StoredRecord[];
	currencies: StoredRecord[];
	statuses: StoredRecord[];
	materials: Material[];
	units: StoredRecord[];
}

/** An ISO time in UTC without milliseconds, the form of all generated times. */
export function isoSeconds(milliseconds: number): string {
	return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function stamps(random: Random): { createdAt: string; updatedAt: string } {
	const updatedAt = REFERENCE_DATE - random.integer(1, 700 * 24) * 3_600_000;
	const createdAt = updatedAt - random.integer(0, 900) * DAY_MS;
	return { createdAt: isoSeconds(createdAt), updatedAt: isoSeconds(updatedAt) };
}

function vendor(seed: string, index: number): StoredRecord {
	const random = new Random(`${seed}/vendors/${index}`);
	const code = `V-${String(index + 1).padStart(4, '0')}`;
	const name = [VENDOR_NAMES, VENDOR_TRADES, VENDOR_FORMS].map((part) => random.pick<string>(part));
	return { key: recordKey(seed, 'vendors', index), code, name: name.join(' '), ...stamps(random) };
}

const unitIndex = (code: string): number => UNITS.findIndex((unit) => unit.code === code);

/**
 * Vendors, sites, currencies, statuses and materials of a reference seed; a record does not depend
 * on how many there are.
 */
export function buildReferenceData(seed: string, vendorCount: number): ReferenceData {
	const random = new Random(`${seed}/reference`);
	return {
		vendors: Array.from({ length: vendorCount }, (_, index) => vendor(seed, index)),
		sites: SITES.map(({ code, name, country, city }, index) => ({
			key: recordKey(seed, 'sites', index),
			code,
			name,
			description: `${name}, ${city}`,
			address: { country, city },
			...stamps(random),
		})),
		currencies: CURRENCIES.map(({ code, name }, index) => ({
			key: recordKey(seed, 'currencies', index),
			code,
			name,
			isBase: String(index === 0),
			isActive: 'true',
			...stamps(random),
		})),
		statuses: STATUSES.map(({ code, name }, index) => ({
			key: recordKey(seed, 'statuses/purchase-orders', index),
			code,
			name,
			scope: 'purchase_order',
			isActive: true,
			...stamps(random),
		})),
		materials: MATERIALS.map(({ code, name, unit, cents }, index) => ({
			key: recordKey(seed, 'materials', index),
			code,
			name,
			uomKey: recordKey(seed, 'uom', unitIndex(unit)),
			cents,
		})),
		units: UNITS.map(({ code, name }, index) => ({
			key: recordKey(seed, 'uom', index),
			code,
			name,
		})),
	};
}
