import { builtinModules } from 'node:module';

/** An object of Node.js, and what it was made of at first. */
interface Shared {
	name: string;
	object: object;
	before: ReadonlyMap<PropertyKey, PropertyDescriptor>;
}

/** A function of Node.js that is not its own any more. */
export interface Replaced {
	name: string;
	/** Puts Node.js's own function back. */
	undo: () => void;
}

/**
 * Internal, deprecated or experimental ones, which warn when they are asked for, and the one that
 * Jest itself works on.
 */
const LEFT_OUT = /^_|^(?:module|punycode|sys|wasi)$/;

/**
 * What Jest replaces itself: for traces with the sources' lines, and to leave no halves of files in
 * its cache when it is ended.
 */
const OF_JEST = new Set([
	'globalThis.Error.prepareStackTrace',
	'process.emit',
	'process.reallyExit',
]);

const propertiesOf = (object: object): Map<PropertyKey, PropertyDescriptor> =>
	new Map(
		Reflect.ownKeys(object).map((key) => [
			key,
			Object.getOwnPropertyDescriptor(object, key) as PropertyDescriptor,
		]),
	);

/** The classes among the properties of an object, with what their instances share. */
const classesIn = (name: string, object: object): Array<[string, object]> =>
	[...propertiesOf(object)].flatMap(([key, { value }]) => {
		if (typeof value !== 'function' || typeof value.prototype !== 'object') return [];
		const path = `${name}.${String(key)}`;
		return [[path, value] as [string, object], [`${path}.prototype`, value.prototype as object]];
	});

/** Everything that test files share whatever Jest separates: Node.js's modules, its globals, and their classes. */
function sharedObjects(): Map<object, string> {
	const shared = new Map<object, string>();
	const roots: Array<[string, object]> = [
		...builtinModules
			.filter((name) => !LEFT_OUT.test(name))
			.map((name): [string, object] => [name, process.getBuiltinModule(name) as object]),
		['globalThis', globalThis],
	];
	for (const [name, root] of roots) {
		for (const [path, object] of [[name, root] as const, ...classesIn(name, root)]) {
			if (object !== null && !shared.has(object)) shared.set(object, path);
		}
	}
	return shared;
}

/** What all test files of a process share of Node.js. Made before the first one, so that it knows the originals. */
export class SharedFunctions {
	private readonly shared: readonly Shared[] = [...sharedObjects()].map(([object, name]) => ({
		name,
		object,
		before: propertiesOf(object),
	}));

	/** The functions that are others now, were added or are gone. */
	replaced(): Replaced[] {
		return this.shared.flatMap((shared) => replacedIn(shared));
	}
}

function replacedIn({ name, object, before }: Shared): Replaced[] {
	const now = propertiesOf(object);
	return [...new Set([...before.keys(), ...now.keys()])].flatMap((key) => {
		const [original, current] = [before.get(key), now.get(key)];
		const isFunction = [original, current].some((each) => typeof each?.value === 'function');
		// What Node.js makes when it is asked for is a getter before.
		const isMadeLate = original?.get !== undefined;
		const path = `${name}.${String(key)}`;
		if (!isFunction || isMadeLate || original?.value === current?.value) return [];
		if (OF_JEST.has(path)) return [];
		const undo = (): void => {
			if (original) Object.defineProperty(object, key, original);
			else Reflect.deleteProperty(object, key);
		};
		return [{ name: path, undo }];
	});
}
