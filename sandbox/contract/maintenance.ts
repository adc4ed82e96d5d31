import { EAM, entity, STAMPS } from './fields';
import type { EntityDefinition } from './types';

/** Assets, their meters and the work on them. */
export const MAINTENANCE: readonly EntityDefinition[] = [
	entity('assets', {
		modules: EAM,
		prefix: 'AST',
		count: 40,
		shared: true,
		required: 'name',
		writes: 'create update listItems',
		items: { tail: 'materials', entity: 'assets/materials' },
		writeOnly: 'modelKey accountKey manufacturerName',
		fields: `siteKey parentKey vendorKey teamKey documents:Document[] locationKey customerKey accountKeys:text
			name description makeCompanyKey assetTemplateKey isPhysical notes categoryName criticality isActive
			makeName modelName serialNumber activatedAt deactivatedAt ${STAMPS}`,
	}),
	entity('asset-templates', {
		modules: EAM,
		prefix: 'TPL',
		count: 20,
		shared: true,
		required: 'name',
		writes: 'listItems',
		items: { tail: 'materials', entity: 'asset-templates/materials' },
		fields: `siteKey documents:Document[] name manufacturerName ${STAMPS}`,
	}),
	entity('assets-downtime', {
		modules: EAM,
		prefix: 'DWN',
		fields: `assetKey description startedAt endedAt categoryName severity notes createdAt updatedAt`,
	}),
	entity('documents', {
		modules: EAM,
		prefix: 'DOC',
		shared: true,
		required: 'name',
		writes: 'upload',
		writeOnly: 'size:integer sha256',
		fields: 'entityKeys name url type contentType description notes createdAt updatedAt',
	}),
	entity('meters', {
		modules: EAM,
		prefix: 'MTR',
		shared: true,
		fields: `siteKey assetKeys:text uomName uomKey lastReading lastReadingAt ${STAMPS}`,
	}),
	entity('meter-readings', {
		modules: EAM,
		prefix: 'RDG',
		count: 60,
		fields: 'assetKey meterKey reading createdAt',
	}),
	entity('pm', {
		modules: EAM,
		prefix: 'PM',
		statuses: 'statuses/work-orders',
		required: 'title',
		writes: 'listItems',
		items: { tail: 'materials', entity: 'pm/materials' },
		fields: `assetKeys teamKey siteKey accountKey title description status severity laborAssignedKey
			estimatedTime roleName categoryName documents:list assetTemplateKeys:text statusKey notes dueAt
			categoryCode requiresMaterials triggers:WorkTrigger[] tasks:Task[] resources:Work[] ${STAMPS}`,
	}),
	entity('service-requests', {
		modules: EAM,
		prefix: 'SR',
		required: 'title',
		writes: 'create',
		statuses: 'statuses/service-requests',
		fields: `siteKey locationKey storeroomKey assetKey workOrderKey teamKey userRequestedKey userApprovedKey
			laborAssignedKey documents:Document[] title description statusKey severity estimatedTime roleName
			categoryName notes approvedAt dueAt ${STAMPS}`,
	}),
	entity('work-orders', {
		modules: EAM,
		prefix: 'WO',
		count: 40,
		required: 'title',
		assigned: 'code',
		writes: 'create update setStatus listItems addItem changeItem',
		items: { tail: 'materials', entity: 'work-orders/materials' },
		statuses: 'statuses/work-orders',
		statusProperty: 'statusKey',
		fields: `parentKey locationKey siteKey assetKey accountKey title serviceRequestKey code pmKey teamKey
			laborAssignedKey userApprovedKey assetDowntimeKey organizationKey instructions status statusKey
			severity estimatedTime roleName categoryName storeroomKey notes approvedAt dueAt scheduledAt
			actualTime completedAt completionRemarks tasks:Task[] documents:Document[] resources:Work[]
			materialCount ${STAMPS}`,
	}),
	{
		...entity('work-orders/custom-fields', {
			modules: EAM,
			prefix: 'CF',
			count: 0,
			unsized: true,
			fields: 'name',
		}),
		operations: ['list'],
	},
];
