import { folded, textOf, type ComparedSystem } from './meaning';
import type { JsonValue, StoredRecord } from './base';

const MARK: Record<'code' | 'name', (record: StoredRecord) => JsonValue | undefined> = {
	code: ({ code }) => code,
	name: ({ name }) => name,
};

const isLive = ({ deletedAt }: StoredRecord): boolean => typeof deletedAt !== 'string';

/** Finds the records of a system by key, and by what people know them by. */
export class Known {
	private readonly kept = new Map<string, Map<string, StoredRecord[]>>();

	constructor(private readonly system: ComparedSystem) {}

	byKey(target: string, key: JsonValue | undefined): StoredRecord | undefined {
		return this.index(target, 'key', ({ key: own }) => own).get(String(key))?.[0];
	}

	by(mark: 'code' | 'name', target: string, text: string | undefined): StoredRecord[] {
		if (text === undefined) return [];
		const of = MARK[mark];
		const index = this.index(target, mark, (record) => folded(String(of(record) ?? '')));
		const all = index.get(folded(text)) ?? [];
		const exact = all.filter((record) => of(record) === text);
		return exact.length > 0 ? exact : all;
	}

	private index(
		target: string,
		name: string,
		of: (record: StoredRecord) => string,
	): Map<string, StoredRecord[]> {
		const id = `${name} ${target}`;
		let index = this.kept.get(id);
		if (!index) {
			index = new Map();
			for (const record of this.system.records(target)) {
				const text = of(record);
				index.set(text, [...(index.get(text) ?? []), record]);
			}
			this.kept.set(id, index);
		}
		return index;
	}
}

/** What a reference of A comes to in B; `doubtful` where code and name do not tell one record. */
export type Told =
	{ kind: 'code' } | { kind: 'name'; other: string } | { kind: 'lacking' | 'deleted' | 'doubtful' };

/** By its code, else by its name; of what is deleted in B, neither counts. */
export function tell(
	b: Known,
	target: string,
	code: string | undefined,
	name: string | undefined,
): Told {
	const [coded, called] = [b.by('code', target, code), b.by('name', target, name)];
	const [byCode, byName] = [coded.filter(isLive), called.filter(isLive)];
	const [first] = byCode;
	if (first) {
		const isOther =
			name !== undefined &&
			folded(String(first.name ?? name)) !== folded(name) &&
			byName.length > 0;
		return byCode.length > 1 || isOther ? { kind: 'doubtful' } : { kind: 'code' };
	}
	const [only, ...others] = byName;
	if (!only) return { kind: coded.length + called.length > 0 ? 'deleted' : 'lacking' };
	return others.length > 0 ? { kind: 'doubtful' } : { kind: 'name', other: textOf(only) };
}
