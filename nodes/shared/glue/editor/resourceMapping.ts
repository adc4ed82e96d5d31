import type {
	FieldType as MapperType,
	ILoadOptionsFunctions,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import { catalogue, type Entity, type Field, type FieldType } from '../../catalogue';
import { referringOf, wordOf } from '../../catalogue/referring';
import type { MakiniClient } from '../../client/client';
import { chosenCredential } from '../session/chosenCredential';
import { titleOf } from './listSearch';
import { livePage } from './livePage';
import { referenceName, titleCase } from '../description/labels';
import { fieldActionsOf, writtenFields } from '../description/operations';
import { openSession } from '../session/session';

/** Records looked at for custom fields. */
const SAMPLE_SIZE = 25;

/** A reference is offered as a choice where the connection has at most this many records to choose from. */
const MOST_CHOICES = 500;

/** Seconds that a person at the editor waits at most for a rate limit. */
const PATIENCE = 10;

/** Decimals are texts to the form as well, so that no digit is lost. */
const MAPPER_TYPES: Record<FieldType, MapperType> = {
	string: 'string',
	decimal: 'string',
	number: 'number',
	dateTime: 'dateTime',
	boolean: 'boolean',
	object: 'object',
	array: 'array',
};

type Choices = ReadonlyMap<string, INodePropertyOptions[]>;

function mapperField(field: Field, forCreate: boolean, choices: Choices): ResourceMapperField {
	const options = choices.get(field.references ?? '');
	return {
		id: field.name,
		displayName: options ? referenceName(field) : field.label,
		// A reference may be chosen under "References" instead.
		required: forCreate && field.required === true && field.references === undefined,
		defaultMatch: false,
		canBeUsedToMatch: false,
		display: true,
		removed: field.common !== true,
		type: options ? 'options' : MAPPER_TYPES[field.type],
		options,
	};
}

/** What a field beside one or several keys is called that takes codes or names in their place. */
function wordOfField(field: Field, fields: readonly Field[]): [id: string, name: string][] {
	const { references, lists } = referringOf([field]);
	return [
		...references.map((): [string, string] => [
			wordOf(field, fields),
			`${referenceName(field)} (Code or Name)`,
		]),
		...lists.map(({ word }): [string, string] => [word, `${titleCase(word)} (Codes or Names)`]),
	];
}

/** A field beside a reference that takes a code or name in place of the key. */
function wordField(field: Field, fields: readonly Field[]): ResourceMapperField[] {
	return wordOfField(field, fields).map(([id, displayName]): ResourceMapperField => ({
		id,
		displayName,
		required: false,
		defaultMatch: false,
		canBeUsedToMatch: false,
		display: true,
		removed: true,
		type: 'string',
	}));
}

function customField(name: string, sample: unknown): ResourceMapperField {
	const type =
		typeof sample === 'boolean' ? 'boolean' : typeof sample === 'number' ? 'number' : 'string';
	return {
		id: name,
		displayName: `${titleCase(name)} (Custom)`,
		required: false,
		defaultMatch: false,
		canBeUsedToMatch: false,
		display: true,
		removed: true,
		type,
	};
}

/** The fields of the connection's records that the catalogue does not know, each with one of its values. */
async function findCustomFields(
	client: MakiniClient,
	entity: Entity,
): Promise<Map<string, unknown>> {
	const known = new Set(entity.fields.map(({ name }) => name));
	const { records } = await client.lists.page(entity, { pageSize: SAMPLE_SIZE }, { page: 1 });
	return new Map(
		records.flatMap((record) => Object.entries(record).filter(([name]) => !known.has(name))),
	);
}

/** The records that a reference can point to; none where there are too many to choose from in a list. */
async function loadChoices(client: MakiniClient, entity: Entity): Promise<INodePropertyOptions[]> {
	const { records, next } = await livePage(
		client.lists,
		entity,
		{ pageSize: MOST_CHOICES },
		{ page: 1 },
	);
	return next
		? []
		: records.map((record) => ({ name: titleOf(entity, record), value: String(record.key) }));
}

/** A form without custom fields or choices is better than no form: what cannot be loaded is left out. */
async function orNothing<T>(loading: Promise<T>, nothing: T): Promise<T> {
	return await loading.catch(() => nothing);
}

async function loadAllChoices(client: MakiniClient, fields: readonly Field[]): Promise<Choices> {
	const names = [...new Set(fields.flatMap(({ references }) => references ?? []))];
	const loaded = await Promise.all(
		names.map(async (name): Promise<[string, INodePropertyOptions[]]> => {
			const entity = catalogue[name];
			return [name, entity ? await orNothing(loadChoices(client, entity), []) : []];
		}),
	);
	return new Map(loaded.filter(([, options]) => options.length > 0));
}

type Purpose = 'create' | 'update' | 'action';

/** The fields that are sent for a purpose; an action has its own. */
function fieldsFor(entity: Entity, purpose: Purpose, operation: unknown): readonly Field[] {
	if (purpose === 'action') {
		const found = fieldActionsOf(entity).find((candidate) => candidate.operation === operation);
		return found?.action.fields ?? [];
	}
	return writtenFields(entity, purpose);
}

/**
 * n8n asks for the fields when a node is added, which may be before it has a credential, and not again when it gets
 * one. Where there are none, it offers to try again; fields without their choices would stay as they are.
 */
const NO_CREDENTIAL: ResourceMapperFields = {
	fields: [],
	emptyFieldsNotice:
		'The fields and their choices come from the connection. With a credential chosen above, choose <b>Retry</b>.',
};

async function mapperFields(
	context: ILoadOptionsFunctions,
	entities: readonly Entity[],
	purpose: Purpose,
): Promise<ResourceMapperFields> {
	const resource = context.getCurrentNodeParameter('resource');
	const entity = entities.find((candidate) => candidate.resource === resource);
	if (!entity) return { fields: [] };
	if (!context.getNode().credentials?.[chosenCredential(context)]) return NO_CREDENTIAL;
	const operation = context.getCurrentNodeParameter('operation');
	const writable = fieldsFor(entity, purpose, operation);
	const systemType = String(context.getCurrentNodeParameter('options.systemType') ?? '');
	const client = await orNothing(
		openSession(context, { systemType, maxWait: PATIENCE }).then((session) => session.client),
		undefined,
	);
	const [choices, custom] = client
		? await Promise.all([
				loadAllChoices(client, writable),
				purpose === 'action' || !entity.operations.getAll
					? new Map<string, unknown>()
					: orNothing(findCustomFields(client, entity), new Map<string, unknown>()),
			])
		: [new Map<string, INodePropertyOptions[]>(), new Map<string, unknown>()];
	return {
		fields: [
			...writable.flatMap((field) => [
				mapperField(field, purpose === 'create', choices),
				...wordField(field, entity.fields),
			]),
			...[...custom].map(([name, sample]) => customField(name, sample)),
		],
	};
}

type MapperMethod = (this: ILoadOptionsFunctions) => Promise<ResourceMapperFields>;

/** The methods that the field mappers of these entities refer to. */
export function fieldMappers(entities: readonly Entity[]): Record<string, MapperMethod> {
	return {
		async getCreateFields() {
			return await mapperFields(this, entities, 'create');
		},
		async getActionFields() {
			return await mapperFields(this, entities, 'action');
		},
		async getUpdateFields() {
			return await mapperFields(this, entities, 'update');
		},
	};
}
