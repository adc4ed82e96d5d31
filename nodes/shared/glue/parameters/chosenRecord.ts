import { upperFirst } from 'lodash';
import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Entity } from '../../catalogue';
import { numberFields, numberWords } from '../../catalogue/numberFields';
import { inputError } from '../../client/errors/errors';
import type { Chosen } from '../../client/records/numbers';
import { withArticle } from '../../client/errors/readableText';
import { NUMBER_MODE } from '../description/recordLocator';
import { asText } from '../description/shapes';
import { readOptionalKey } from './chosenKey';

const numberLocator = z.object({ mode: z.literal(NUMBER_MODE), value: z.unknown() });

const notChosen = ({ singular }: Entity, how: string, parameter: string): Error =>
	inputError(
		`No ${singular} is chosen`,
		`Choose one from the list, or enter its ${how}. An expression may have come out empty.`,
		parameter,
	);

function numberOf(entity: Entity, value: unknown, parameter: string): string {
	const { singular } = entity;
	if (numberFields(entity).length === 0) {
		throw inputError(
			`${upperFirst(withArticle(singular))} is chosen by its key, not by a number`,
			'Choose it from the list, or enter its key.',
			parameter,
		);
	}
	return asText(value, `The ${numberWords(entity)} of the ${singular}`, parameter).trim();
}

/**
 * The record that a resource locator was set to; `undefined` where none was chosen.
 * @throws MakiniError (input) for what is no single key or number, and for a number that has lost digits.
 */
export function readOptionalRecord(
	context: IExecuteFunctions,
	name: string,
	entity: Entity,
	itemIndex: number,
): Chosen | undefined {
	const locator = numberLocator.safeParse(context.getNodeParameter(name, itemIndex, ''));
	if (locator.success) {
		const number = numberOf(entity, locator.data.value, name);
		return number === '' ? undefined : { number };
	}
	const key = readOptionalKey(context, name, entity.singular, itemIndex);
	return key === '' ? undefined : { key };
}

/**
 * The record that a resource locator was set to.
 * @throws MakiniError (input) where none was chosen.
 */
export function readRecord(
	context: IExecuteFunctions,
	name: string,
	entity: Entity,
	itemIndex: number,
): Chosen {
	const chosen = readOptionalRecord(context, name, entity, itemIndex);
	if (chosen) return chosen;
	const locator = numberLocator.safeParse(context.getNodeParameter(name, itemIndex, ''));
	throw notChosen(entity, locator.success ? numberWords(entity) : 'key', name);
}
