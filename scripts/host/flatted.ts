const isReference = (value: unknown): value is string => typeof value === 'string';

/**
 * Reads the format in which n8n stores an execution: a JSON list whose entries name each other by position, every
 * string being such a position.
 */
export function parseFlatted(text: string): unknown {
	const entries = JSON.parse(text) as unknown[];
	const built = new Map<number, unknown>();

	function resolve(value: unknown): unknown {
		return isReference(value) ? build(Number(value)) : value;
	}

	function build(index: number): unknown {
		if (built.has(index)) return built.get(index);
		const entry = entries[index];
		if (typeof entry !== 'object' || entry === null) return entry;
		// Registered before it is filled: an entry may refer back to the one that holds it.
		const target: unknown[] | Record<string, unknown> = Array.isArray(entry) ? [] : {};
		built.set(index, target);
		for (const [key, value] of Object.entries(entry)) {
			Object.assign(target, { [key]: resolve(value) });
		}
		return target;
	}

	return build(0);
}
