import { upperFirst } from 'lodash';
import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Entity } from '../../catalogue';
import { numberWords } from '../../catalogue/numberFields';
import { matchValue } from '../../client/matching/matchValue';
import type { Chosen } from '../../client/records/numbers';
import type { Plan, Resolving, ValueMapping } from '../../client/references/resolving';
import type { BareKey } from '../../client/references/split';
import { inputError, type MakiniError } from '../../client/errors/errors';
import { asText } from '../description/shapes';
import { readEntries, type EntriesShape } from './entries';
import type { Options } from './parameters';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { keyText } from '../../client/wire/keys';
import { isBlank } from '../../client/wire/values';

/** Which of a record's fields were entered by a person, rather than given by an expression, a column or a file. */
export type IsTyped = (field: string) => boolean;

/** Whether a raw parameter holds a value that a person entered. */
const isEntered = (raw: unknown): boolean =>
	!isBlank(raw) && !(typeof raw === 'string' && raw.startsWith('='));

const mapperShape = z.object({ value: z.record(z.unknown()).nullish(), mappingMode: z.string() });

const locatorsShape = z.record(z.object({ value: z.unknown() }));

/** Tells what a person entered in the form or as JSON. */
export function typedFields(context: IExecuteFunctions, itemIndex: number): IsTyped {
	const raw = (name: string): unknown =>
		context.getNodeParameter(name, itemIndex, undefined, { rawExpressions: true });
	if (raw('inputMode') === 'json') {
		const isTyped = isEntered(raw('jsonData'));
		return () => isTyped;
	}
	const mapper = mapperShape.safeParse(raw('fields'));
	const locators = locatorsShape.safeParse(raw('chosenReferences'));
	const mapped = mapper.data?.mappingMode === 'defineBelow' ? (mapper.data.value ?? {}) : {};
	// Where both places have a value, it is the same one.
	return (field) => isEntered(mapped[field]) || isEntered(locators.data?.[field]?.value);
}

const foreign = ({ reference, key, label, top }: BareKey): MakiniError => {
	const { singular } = reference.target;
	return inputError(
		`${label} has only a key, "${key}", and nothing tells which connection it is from`,
		`In another system the same key is another ${singular}, so nothing was written. Read the records with "References" set to "Names", or map a code or name to "${reference.word}". If the key was read from this very connection, turn on "Keys Are of This Connection" under "Options".`,
		`fields.${top}`,
	);
};

/**
 * Refuses keys that nobody entered or chose: an expression, a column or a file may have them from anywhere, unless they
 * are said to be of this connection.
 * @throws MakiniError (input)
 */
export function assertOwnKeys(
	{ split }: Plan,
	isTyped: IsTyped,
	{ keysOfThisConnection }: Options,
): void {
	if (keysOfThisConnection) return;
	const found = split.bare.find(({ top }) => !isTyped(top));
	if (found) throw foreign(found);
}

const locatorShape = z.object({ value: z.unknown() });

/** Whether a person chose or typed what a resource locator holds. */
function isChosenByHand(context: IExecuteFunctions, name: string, itemIndex: number): boolean {
	const raw: unknown = context.getNodeParameter(name, itemIndex, undefined, {
		rawExpressions: true,
	});
	const locator = locatorShape.safeParse(raw);
	return isEntered(locator.success ? locator.data.value : raw);
}

/** A record that a resource locator was set to, and where. */
interface Located {
	context: IExecuteFunctions;
	itemIndex: number;
	parameter: string;
	entity: Entity;
	chosen: Chosen;
}

/**
 * Refuses the key of a value, such as a status, that an expression gave: it may be of any connection.
 * @throws MakiniError (input)
 */
export function assertOwnChoice(
	{ context, itemIndex, parameter, entity, chosen }: Located,
	{ keysOfThisConnection }: Options,
): void {
	if (keysOfThisConnection || 'number' in chosen) return;
	if (isChosenByHand(context, parameter, itemIndex)) return;
	const words = numberWords(entity);
	throw inputError(
		`${upperFirst(entity.singular)} has only a key, "${chosen.key}", and nothing tells which connection it is from`,
		`In another system the same key is another ${entity.singular}, so nothing was written. ${words === '' ? 'Choose it from the list.' : `Choose it by its ${words}.`} If the key was read from this very connection, turn on "Keys Are of This Connection" under "Options".`,
		parameter,
	);
}

/**
 * The number of the item whose own key an expression took to choose a record; `undefined` for every other choice. Key
 * and number were read together, from one connection or another.
 */
export function numberBesideKey(
	{ context, itemIndex, parameter, entity, chosen }: Located,
	input: MakiniRecord,
	{ keysOfThisConnection }: Options,
): string | undefined {
	if (keysOfThisConnection || 'number' in chosen || entity.naturalKey === undefined)
		return undefined;
	const isOwnKey = keyText(input.key) === chosen.key;
	if (!isOwnKey || isChosenByHand(context, parameter, itemIndex)) return undefined;
	return matchValue(input[entity.naturalKey]);
}

const VALUE_MAP: EntriesShape = {
	parameter: 'valueMap',
	label: 'Value Map',
	entries: 'entries',
	defaults: { field: '', from: '', to: '' },
};

function readValueMap(context: IExecuteFunctions, itemIndex: number): ValueMapping[] {
	return readEntries(context, VALUE_MAP, itemIndex).map((entry, index) => {
		const part = (name: keyof ValueMapping): string => {
			const text = asText(
				entry[name],
				`"${name}" of entry ${index + 1} of "Value Map"`,
				'valueMap',
			);
			if (text.trim() !== '') return text.trim();
			throw inputError(
				`Entry ${index + 1} of "Value Map" has no "${name}"`,
				'Each entry needs a field, the value that comes in, and the value that it means here.',
				'valueMap',
			);
		};
		return { field: part('field'), from: part('from'), to: part('to') };
	});
}

/** How words become keys. */
export const readResolving = (
	context: IExecuteFunctions,
	itemIndex: number,
	{ missingReference = 'fail' }: Options,
): Resolving => ({ missing: missingReference, valueMap: readValueMap(context, itemIndex) });
