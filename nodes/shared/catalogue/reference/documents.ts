import { documentFields } from '../common';
import { readOnly } from '../fields';
import type { Entity } from '../types';

export const document: Entity = {
	name: 'document',
	resource: 'document',
	singular: 'document',
	plural: 'documents',
	description: 'A file, such as a manual, drawing or photo, and what it belongs to',
	path: 'documents',
	systemTypes: ['eam'],
	knownBy: ['name'],
	titleFields: ['name'],
	searchFields: ['name'],
	simplifiedFields: [
		'key',
		'name',
		'url',
		'type',
		'contentType',
		'description',
		'entityKeys',
		'updatedAt',
	],
	updatedField: 'updatedAt',
	// The upload takes the name with the file; everything else comes from the system.
	fields: documentFields.map((field) => (field.name === 'name' ? field : readOnly(field))),
	operations: {
		get: { published: true },
		getAll: { published: true },
		upload: { published: true },
	},
};

export const documentEntities: readonly Entity[] = [document];
