import type { Entity } from '../../catalogue/types';
import { MakiniError } from '../errors/errors';
import { withArticle } from '../errors/readableText';
import type { MakiniRecord } from '../wire/envelopes';
import { matchValue } from '../matching/matchValue';

/** What was looked for, by which fields. */
interface Sought {
	entity: Entity;
	data: MakiniRecord;
	fields: readonly string[];
}

/** How a field is called within a sentence: "order number", "RFQ key". */
export function fieldName(entity: Entity, field: string): string {
	const { label = field } = entity.fields.find(({ name }) => name === field) ?? {};
	return label === field
		? field
		: label.replace(/\S+/g, (word) => (/^[A-Z]{2,}/.test(word) ? word : word.toLowerCase()));
}

/** "order number PO-1 and the vendor key V1" */
export const valuesInWords = ({ entity, data, fields }: Sought, and = ' and the '): string =>
	fields.map((field) => `${fieldName(entity, field)} ${matchValue(data[field]) ?? ''}`).join(and);

/** For a record that was to be created only. */
export const alreadyThere = (sought: Sought, key: string | undefined): MakiniError =>
	new MakiniError(
		`A${withArticle(sought.entity.singular).slice(1)} with the ${valuesInWords(sought)} already exists`,
		{
			kind: 'exists',
			hint: `Nothing was written, because "If It Exists" is set to fail. To change the ${sought.entity.singular}, set it to update; to leave it without an error, to skip.${key === undefined ? '' : ` Its key: ${key}.`}`,
		},
	);

/** For a record that was to be updated only. */
export const notThere = (sought: Sought): MakiniError =>
	new MakiniError(`There is no ${sought.entity.singular} with the ${valuesInWords(sought)}`, {
		kind: 'notFound',
		hint: `Nothing was written, because "If It Does Not Exist" is set to fail. Check the value. To create the ${sought.entity.singular}, set the option to create; to go on without an error, to skip.`,
	});

/** For a record of which there are several. */
export const ambiguous = (
	{ entity: { singular }, data, fields }: Sought,
	keys: readonly string[],
): MakiniError => {
	const values = fields.map((field) => `the ${field} "${matchValue(data[field]) ?? ''}"`);
	return new MakiniError(`More than one ${singular} has ${values.join(' and ')}`, {
		kind: 'ambiguous',
		hint: `Nothing was written, because it is not clear which one is meant. Choose a field under "Match By" that tells them apart, or use Update with the key. Keys: ${keys.join(', ')}.`,
	});
};

/** For a record that may have been created. */
export const inDoubt = ({ singular }: Entity, value: string, why = NOT_ANSWERED): MakiniError =>
	new MakiniError(`The ${singular} ${value} may or may not have been created`, {
		kind: 'uncertain',
		hint: why,
	});

const NOT_ANSWERED =
	'A creation of it a short time ago was not answered, and it does not show yet. It was not sent again, so that it is not doubled. Look for it in Makini, or run the workflow again in a quarter of an hour.';

export const GIVEN_AGAIN =
	'Makini answered with an earlier record that is not there. It was not sent again, so that it is not doubled. Look for it in Makini. Where it is missing, run the workflow again within a day, or change the record: it is created as a new one then.';

export const LEFT_ALONE =
	'Makini answered with a record that tells an earlier time of creation and differs from what was sent. It was left as it is, because "If It Exists" is not set to update. Look at it in Makini.';
