import { referringOf } from '../../catalogue/referring';
import type { Entity } from '../../catalogue/types';
import type { MakiniClient } from '../../client/client';
import { inputError } from '../../client/errors/errors';
import type { Condition } from '../../client/wire/filters';
import { withArticle } from '../../client/errors/readableText';

/**
 * Conditions in which words for references are keys of the connection: `vendor` is compared by code or name.
 * @throws MakiniError (input) for words that nothing, or more than one record, is found for, and for
 * another comparison.
 */
export async function withKeys(
	{ references }: Pick<MakiniClient, 'references'>,
	{ fields }: Entity,
	conditions: readonly Condition[],
): Promise<Condition[]> {
	const byWord = new Map(referringOf(fields).references.map((each) => [each.word, each]));
	return await Promise.all(
		conditions.map(async (condition, index) => {
			const reference = byWord.get(condition.field);
			if (!reference) return condition;
			const { field, target, word } = reference;
			const value = String(condition.value).trim();
			const place = `Condition ${index + 1} under "Filters"`;
			if (condition.operator !== 'eq') {
				throw inputError(
					`${place} compares ${word} otherwise than by "Equals"`,
					`A code or name stands for one ${target.singular}. Choose "Equals".`,
					'filters',
				);
			}
			const found = await references.find(target, { text: value });
			if (found.kind === 'one') return { ...condition, field: field.name, value: found.key };
			const isSeveral = found.kind === 'several';
			throw inputError(
				isSeveral
					? `${place}: more than one ${target.singular} has the name "${value}"`
					: `${place}: there is no ${target.singular} "${value}"`,
				isSeveral
					? `Give the code of the one that is meant: ${found.all.map(({ code, key }) => code ?? key).join(', ')}.`
					: `Give the code or the exact name of ${withArticle(target.singular)}, or compare ${field.name} with its key.`,
				'filters',
			);
		}),
	);
}
