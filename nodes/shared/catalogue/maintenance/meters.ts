import { dateTime, decimal, key, readOnly, reference, text, timestamps } from '../fields';
import type { Entity } from '../types';

/** Source: schema Counter of the OpenAPI documents. */
export const meter: Entity = {
	name: 'meter',
	resource: 'meter',
	singular: 'meter',
	plural: 'meters',
	description: 'A counter or gauge of assets, such as operating hours or pressure',
	path: 'meters',
	systemTypes: ['eam'],
	titleFields: ['uomName', 'key'],
	searchFields: ['uomName'],
	simplifiedFields: [
		'key',
		'assetKeys',
		'siteKey',
		'uomName',
		'lastReading',
		'lastReadingAt',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: [
		key('meter'),
		text('assetKeys', 'Asset Keys', 'Keys of the assets that the meter belongs to', {
			keysOf: 'asset',
		}),
		reference('siteKey', 'Site Key', 'site', 'Key of the site of the meter'),
		text('uomName', 'Unit of Measure Name', 'Name of the unit that the meter counts in'),
		reference('uomKey', 'Unit of Measure Key', 'unitOfMeasure', 'Key of that unit'),
		decimal('lastReading', 'Last Reading', 'What the meter showed last'),
		dateTime('lastReadingAt', 'Last Reading At', 'When the meter was last read'),
		timestamps.created,
		timestamps.updated,
		timestamps.deleted,
	].map(readOnly),
	operations: { get: { published: true }, getAll: { published: true } },
};

/** Source: schema CounterReading of the OpenAPI documents. */
export const meterReading: Entity = {
	name: 'meterReading',
	resource: 'reading',
	singular: 'meter reading',
	plural: 'meter readings',
	description: 'What a meter showed at one time',
	path: 'meter-readings',
	systemTypes: ['eam'],
	titleFields: ['reading', 'createdAt'],
	searchFields: ['reading'],
	simplifiedFields: ['key', 'meterKey', 'assetKey', 'reading', 'createdAt'],
	fields: [
		key('meter reading'),
		reference('meterKey', 'Meter Key', 'meter', 'Key of the meter that was read'),
		reference('assetKey', 'Asset Key', 'asset', "Key of the meter's asset"),
		decimal('reading', 'Reading', 'What the meter showed'),
		timestamps.created,
	].map(readOnly),
	operations: { get: { published: true }, getAll: { published: true } },
};

export const meterEntities: readonly Entity[] = [meter, meterReading];
