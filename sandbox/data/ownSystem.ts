import { ENTITIES, entityNamed, type EntityDefinition } from '../contract/entities';
import { Random, sample } from '../random';
import type { JsonValue, OwnSystem, StoredRecord } from '../base';
import { ownRecords } from './ownRecords';
import { partKeys, partSpace, renamed, type OwnNames } from './references';

const FIRST_NUMBER = 1001;

/** The running numbers of an entity, by the keys of the generated data. */
class Numbers {
	private readonly given = new Map<string, string>();
	private next = FIRST_NUMBER;

	constructor(keys: readonly string[]) {
		for (const key of keys) this.of(key);
	}

	has(key: string): boolean {
		return this.given.has(key);
	}

	/** The number of the key: a new one if it has none. */
	of(key: string): string {
		const known = this.given.get(key);
		if (known !== undefined) return known;
		const number = this.fresh();
		this.given.set(key, number);
		return number;
	}

	/** A number that nothing has had. */
	fresh(): string {
		return String(this.next++);
	}
}

/** Says whether the options make a system's data its own. */
export function isOwn({ keys, ownRecords: plans, deletedEvery }: OwnSystem): boolean {
	return keys === 'running' || plans !== undefined || deletedEvery !== undefined;
}

/** The generated data as a system of its own holds them. Each entity is made when it is first asked for. */
export class OwnData implements OwnNames {
	private readonly lists = new Map<string, readonly StoredRecord[]>();
	private readonly numbers = new Map<string, Numbers>();

	/**
	 * `generated` gives the records of an entity with the keys that all connections know. Throws when the options name
	 * a record that there is not.
	 */
	constructor(
		private readonly options: OwnSystem,
		private readonly seed: string,
		private readonly generated: (entity: string) => readonly StoredRecord[],
	) {
		for (const name of Object.keys(options.ownRecords ?? {})) this.kept(name);
	}

	private get isNumbered(): boolean {
		return this.options.keys === 'running';
	}

	/** The records of an entity with the system's own keys, in their order. */
	records(name: string): StoredRecord[] {
		const entity = entityNamed(name);
		return this.kept(name).map((record) => renamed(record, entity, this));
	}

	/** A running number that no record of the entity has had; undefined where keys are no running numbers. */
	newKey(space: string): string | undefined {
		return this.isNumbered ? this.numbersOf(space).fresh() : undefined;
	}

	referenced(entity: string, key: string): string | undefined {
		return this.numbersOf(entity).has(key) ? this.own(entity, key) : undefined;
	}

	own(space: string, key: string): string {
		return this.isNumbered ? this.numbersOf(space).of(key) : key;
	}

	code(entity: string, usual: string): JsonValue {
		return this.options.ownRecords?.[entity]?.[usual]?.code ?? usual;
	}

	statusName(statuses: string, key: string): JsonValue {
		return this.kept(statuses).find((status) => status.key === key)?.name ?? null;
	}

	/** The records that the system has, in its order, still with the keys that all connections know. */
	private kept(name: string): readonly StoredRecord[] {
		const known = this.lists.get(name);
		if (known) return known;
		const records = ownRecords(entityNamed(name), this.generated(name), this.options);
		const random = new Random(`${this.seed}/order/${name}`);
		const list = this.isNumbered ? sample(records, records.length, random) : records;
		this.lists.set(name, list);
		return list;
	}

	private numbersOf(space: string): Numbers {
		const known = this.numbers.get(space);
		if (known) return known;
		const whole = ownerOfParts(space);
		const keys = whole
			? this.kept(whole.name).flatMap((record) => partKeys(record, whole))
			: this.kept(space).map(({ key }) => key);
		const numbers = new Numbers(keys);
		this.numbers.set(space, numbers);
		return numbers;
	}
}

/** The entity whose parts count their keys under that name; undefined where records do. */
function ownerOfParts(space: string): EntityDefinition | undefined {
	return ENTITIES.find((entity) => partSpace(entity) === space);
}
