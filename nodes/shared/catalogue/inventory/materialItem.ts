import { decimal, key, readOnly, reference, text, timestamps } from '../fields';
import { SYSTEM_TYPES, type Entity, type Field } from '../types';

/** A material as a part of something else. Source: schema MaterialItem of the OpenAPI documents. */
export const materialItemFields: readonly Field[] = [
	key('material item'),
	reference('materialKey', 'Material Key', 'material', 'Key of the material itself'),
	text('name', 'Name', 'Name of the material'),
	text('partNumber', 'Part Number', 'Part number of the material'),
	decimal('quantity', 'Quantity', 'How many units there are'),
	decimal('requiredQuantity', 'Required Quantity', 'How many units are needed'),
	reference('uomKey', 'Unit of Measure Key', 'unitOfMeasure', 'Key of the unit of measure'),
	reference('assemblyKey', 'Assembly Key', 'material', 'Key of the assembly the material is in'),
	reference('assetKey', 'Asset Key', 'asset', 'Key of the asset the material is for'),
	reference(
		'assetTemplateKey',
		'Asset Template Key',
		'assetTemplate',
		'Key of the asset template the material is for',
	),
	reference('workOrderKey', 'Work Order Key', 'workOrder', 'Key of the work order it is for'),
	reference(
		'pmKey',
		'Preventive Maintenance Key',
		'preventiveMaintenance',
		'Key of the preventive maintenance it is for',
	),
	reference(
		'productionOrderKey',
		'Production Order Key',
		'productionOrder',
		'Key of the production order it is for',
	),
	reference('documentKey', 'Document Key', 'document', 'Key of the drawing or other document'),
	text('drawingNumber', 'Drawing Number', 'Number of the drawing that shows the material'),
	text('positionNumber', 'Position Number', 'Position of the material on the drawing'),
	timestamps.created,
	timestamps.updated,
	timestamps.deleted,
].map(readOnly);

/** What the materials of a record are; they are listed below that record only, never at a path of their own. */
export const materialItem: Entity = {
	name: 'materialItem',
	resource: 'materialItem',
	singular: 'material item',
	plural: 'material items',
	description: 'A material that belongs to an asset, a plan, an order or an assembly',
	path: 'material-items',
	systemTypes: SYSTEM_TYPES,
	titleFields: ['name', 'partNumber'],
	searchFields: ['name', 'partNumber'],
	simplifiedFields: [
		'key',
		'materialKey',
		'name',
		'partNumber',
		'quantity',
		'requiredQuantity',
		'uomKey',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	fields: materialItemFields,
	operations: {},
};

export const materialItemEntities: readonly Entity[] = [materialItem];
