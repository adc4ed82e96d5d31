import { ApiError, invalidFields } from '../replies';
import type { Condition, Selection } from '../data/selection';
import type { Fields } from '../contract/entities';
import type { FilterDialect } from './types';

/** What becomes of a condition of equality; undefined drops it. */
type Reading = (condition: Condition, isText: boolean) => Condition | undefined;

const READINGS: Readonly<Record<FilterDialect, Reading>> = {
	exact: (condition) => condition,
	ignoresCase: (condition, isText) => (isText ? { ...condition, operator: 'sameText' } : condition),
	findsParts: (condition, isText) => (isText ? { ...condition, operator: 'contains' } : condition),
	ignored: () => undefined,
	refused({ field }) {
		throw new ApiError(
			invalidFields({ [`filter[${field}]`]: [`The field ${field} cannot be filtered.`] }),
		);
	},
};

export const FILTER_DIALECTS = Object.keys(READINGS) as FilterDialect[];

/** The selection as the dialect reads its filters by equality; throws a 422 where it refuses them. */
export function filtersIn(
	dialect: FilterDialect | undefined,
	selection: Selection,
	fields: Fields,
): Selection {
	if (dialect === undefined) return selection;
	const conditions = selection.conditions.flatMap((condition) => {
		if (condition.operator !== 'eq') return condition;
		const isText = fields[condition.field]?.type === 'string' && condition.value !== '';
		return READINGS[dialect](condition, isText) ?? [];
	});
	return { ...selection, conditions };
}
