import { uniq } from 'lodash';
import { catalogue } from '../../catalogue';
import type { Entity } from '../../catalogue/types';
import type { Change } from '../matching/changes';
import { keyText } from '../wire/keys';
import type { References } from './references';

/** What is shown for the keys of a change; nothing where it is about no other record. */
function keysOf({ of, from, to }: Change): { target: Entity; keys: string[] } | undefined {
	const target = catalogue[of ?? ''];
	if (!target?.operations.getAll) return undefined;
	return { target, keys: [from, to].flatMap((key) => keyText(key) ?? []) };
}

/**
 * Changes as people read them: for keys stand code and name, "V-100 Nordwind". A key whose record cannot be read stays.
 * @throws MakiniError (cancelled)
 */
export async function withChangedNames(
	references: Pick<References, 'namesOf'>,
	lists: ReadonlyArray<readonly Change[]>,
): Promise<Change[][]> {
	const wanted = new Map<Entity, Set<string>>();
	for (const change of lists.flat()) {
		const { target, keys = [] } = keysOf(change) ?? {};
		if (!target) continue;
		const known = wanted.get(target) ?? new Set();
		keys.forEach((key) => known.add(key));
		wanted.set(target, known);
	}
	const nameOf = await references.namesOf(wanted);
	const textOf = (target: Entity, value: unknown): unknown => {
		const { code, name } = nameOf(target, keyText(value) ?? '') ?? {};
		return uniq([code, name]).filter(Boolean).join(' ') || (value ?? null);
	};
	const shown = ({ field, from, to, of }: Change): Change => {
		const target = keysOf({ field, from, to, of })?.target;
		return target
			? { field, from: textOf(target, from), to: textOf(target, to) }
			: { field, from, to };
	};
	return lists.map((changes) => changes.map(shown));
}
