import type { FilterDialect } from './types';

const EQUALS = /^filter\[([^\]:]*)\]$/;

/**
 * The query as a connection takes it whose filters find more than what is equal.
 * @returns `undefined` where it refuses to filter.
 */
export function filteredAs(
	query: URLSearchParams,
	filters: FilterDialect | undefined,
): URLSearchParams | undefined {
	const isFiltered = [...query.keys()].some((name) => name.startsWith('filter['));
	if (!isFiltered || filters === undefined || filters === 'exact') return query;
	if (filters === 'refused') return undefined;
	const given = [...query].flatMap(([name, value]): Array<[string, string]> => {
		const field = EQUALS.exec(name)?.[1];
		if (field === undefined) return [[name, value]];
		if (filters === 'ignored') return [];
		return filters === 'findsParts' ? [[`filter[${field}:contains]`, value]] : [[name, value]];
	});
	return new URLSearchParams(given);
}
