import fc, { type Arbitrary } from 'fast-check';
import type { Dialect, LimitDialect } from '../../sandbox/dialects/types';
import type { FaultEffect, FaultRule } from '../../sandbox/faults';
import type { Execution, Item, Options, Story, World, Writer } from './story';

/** The number and the title of an order that is there at the beginning. */
export const oldNo = (index: number): string => `PO-${100 + index}`;
export const oldTitle = (index: number): string => `Old ${index}`;

/** A new number. Every seventh differs from the one before by the case alone, and all begin alike. */
export const newNo = (index: number): string =>
	index % 7 === 3 ? `new-${index - 1}` : `NEW-${index}`;

/** Mostly the usual, sometimes one of the others. */
const rarely = <T>(usual: T, others: Arbitrary<T>, weight = 3): Arbitrary<T> =>
	fc.oneof({ weight: 10, arbitrary: fc.constant(usual) }, { weight, arbitrary: others });

const ms = (most: number): Arbitrary<number> =>
	// Short times as often as long ones.
	fc.oneof(fc.nat(Math.min(most, 300)), fc.nat(Math.min(most, 5_000)), fc.nat(most));

const statuses = fc.constantFrom(500, 502, 503, 504, 520, 524, 598);

const effect: Arbitrary<FaultEffect> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant('gateway' as const),
			status: statuses,
			workMs: ms(60_000),
		}),
	},
	fc.record({ kind: fc.constant('dropWhileWorking' as const), workMs: ms(60_000) }),
	// The API's own word that it failed, though it was done.
	fc.constant<FaultEffect>({ kind: 'processedStatus', status: 500 }),
	fc.constantFrom<FaultEffect>(
		{ kind: 'dropBefore' },
		{ kind: 'dropAfter' },
		{ kind: 'garbage' },
		{ kind: 'cutBody' },
		{ kind: 'html' },
		{ kind: 'repeatedPage' },
		{ kind: 'movedList', by: 'removal' },
		{ kind: 'movedList', by: 'insertion' },
		{ kind: 'silent' },
		{ kind: 'slow', ms: 20_000 },
		{ kind: 'slow', ms: 150_000 },
	),
	fc
		.constantFrom(400, 403, 404, 422, 429, 500, 501, 502, 503, 504)
		.map((status): FaultEffect => ({ kind: 'status', status })),
	fc
		.tuple(fc.constantFrom(429, 503), fc.constantFrom(1, 2, 7, 30, 90, 4000))
		.map(([status, seconds]): FaultEffect => ({
			kind: 'status',
			status,
			headers: { 'retry-after': String(seconds) },
		})),
);

const fault: Arbitrary<FaultRule> = fc.record(
	{
		match: fc.oneof(
			fc.constantFrom('GET', 'POST', 'POST', 'PUT', 'DELETE').map((method) => ({ method })),
			fc.constantFrom(2, 3).map((page) => ({ method: 'GET', page })),
			fc.constant({}),
		),
		when: fc.oneof(
			fc
				.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 })
				.map((nth) => ({
					nth,
				})),
			fc.integer({ min: 1, max: 6 }).map((every) => ({ every })),
			fc.constantFrom(0.05, 0.2, 0.5).map((share) => ({ share })),
		),
		times: fc.integer({ min: 1, max: 12 }),
		effect,
	},
	{ requiredKeys: ['match', 'when', 'effect'] },
);

const limit: Arbitrary<LimitDialect> = fc.oneof(
	fc.record({
		kind: fc.constantFrom('fixed', 'sliding', 'bucket'),
		requests: fc.integer({ min: 2, max: 40 }),
		perMs: fc.constantFrom(1_000, 5_000, 10_000, 60_000, 3_600_000),
		tells: fc.constantFrom('retryAfter', 'headers', 'nothing'),
	}),
	fc.record({
		kind: fc.constant('concurrent' as const),
		requests: fc.integer({ min: 1, max: 6 }),
		perMs: fc.constant(1_000),
		tells: fc.constantFrom('retryAfter', 'headers', 'nothing'),
	}),
);

const dialect: Arbitrary<Dialect> = fc.record(
	{
		paging: rarely(
			'numbers',
			fc.constantFrom(
				'numbersOnly',
				'links',
				'httpLinks',
				'cursor',
				'nextCursor',
				'metaCursor',
				'paginationCursor',
				'paginationNextCursor',
				'shortLastPage',
				'bareList',
				'unpaged',
			),
			6,
		),
		filters: rarely('exact', fc.constantFrom('ignoresCase', 'findsParts', 'ignored', 'refused')),
		limit,
		lateListsMs: fc.constantFrom(500, 3_000, 10_000, 30_000),
		lateRecordsMs: fc.constantFrom(500, 3_000, 10_000, 30_000),
		clockAheadMs: fc.constantFrom(-5 * 3_600_000, -3_000, 3_000, 5 * 3_600_000),
		record: rarely('data', fc.constantFrom('bare', 'named', 'created', 'noContent')),
		errors: fc.constantFrom(
			'makini',
			'laravel',
			'texts',
			'problem',
			'nested',
			'xml',
			'text',
			'html',
			'empty',
		),
		charset: rarely('utf-8', fc.constantFrom('bom', 'latin1', 'none')),
		numbers: rarely('asKept', fc.constantFrom('texts', 'numericKeys')),
	},
	{ requiredKeys: [] },
);

const outage = fc
	.tuple(fc.nat(20_000), ms(120_000), fc.constantFrom('ECONNREFUSED', 'EHOSTUNREACH', 'ENOTFOUND'))
	.map(([from, lasts, code]) => ({ from, to: from + lasts, code }));

const few = <T>(arbitrary: Arbitrary<T>, most: number): Arbitrary<readonly T[]> =>
	fc.oneof(fc.constant([]), fc.array(arbitrary, { minLength: 1, maxLength: most }));

const world: Arbitrary<World> = fc.record({
	style: fc.constantFrom('module', 'v1'),
	orders: fc.integer({ min: 0, max: 60 }),
	maxPageSize: fc.constantFrom(10, 20, 50, 500),
	latency: fc.oneof(
		fc.constant({ least: 20, most: 20 }),
		fc.tuple(fc.integer({ min: 1, max: 100 }), ms(4_000)).map(([least, spread]) => ({
			least,
			most: least + spread,
		})),
	),
	dialect: fc.oneof(fc.constant({}), dialect),
	honoursIdempotencyKey: fc.boolean(),
	uniqueOrderNo: rarely(false, fc.constant(true), 1),
	faults: few(fault, 3),
	outages: fc.oneof(
		{ weight: 5, arbitrary: fc.constant([]) },
		{ weight: 1, arbitrary: fc.array(outage, { minLength: 1, maxLength: 2 }) },
	),
});

/** Which order an item means: one that is there, or a new one. */
type Meant = { old: number } | { fresh: number };

/**
 * Of the whole: `own` is a title that no other item has, `shared` the same whoever writes the
 * order, `asIs` the one it has.
 */
interface DrawnItem {
	meant: Meant;
	content: 'own' | 'shared' | 'asIs';
	hasCode: boolean;
}

const content = fc.constantFrom('own', 'own', 'own', 'shared', 'asIs');

const drawnItems: Arbitrary<readonly DrawnItem[]> = fc.oneof(
	// A run of new numbers, the same ones as other executions have.
	fc
		.record({
			from: fc.constantFrom(0, 0, 0, 1, 5, 15),
			// More than 20 are matched against a list.
			count: fc.oneof(
				{ weight: 3, arbitrary: fc.integer({ min: 1, max: 5 }) },
				{ weight: 1, arbitrary: fc.integer({ min: 18, max: 24 }) },
			),
			content,
		})
		.map(({ from, count, content: given }) =>
			Array.from({ length: count }, (_, index) => ({
				meant: { fresh: from + index },
				content: given,
				hasCode: false,
			})),
		),
	fc.array(
		fc.record({
			meant: fc.oneof(
				fc.nat(59).map((old) => ({ old })),
				fc.nat(12).map((fresh) => ({ fresh })),
			),
			content,
			hasCode: rarely(false, fc.constant(true), 1),
		}),
		{ minLength: 1, maxLength: 24 },
	),
);

const options: Arbitrary<Options> = fc.record(
	{
		maxWait: fc.constantFrom(0, 5, 30, 120),
		onUncertainWrite: fc.constantFrom('verify', 'verify', 'fail'),
		concurrency: fc.constantFrom(1, 2, 5),
		batchSize: fc.constantFrom(1, 3, 10),
		batchDelay: fc.constantFrom(0, 1, 500, 3_000),
		pageSize: fc.constantFrom(1, 7, 25),
	},
	{ requiredKeys: [] },
);

type Drawn = Omit<Execution, 'items'> & { drawn: readonly DrawnItem[] };

const someExecution: Arbitrary<Drawn> = fc.record(
	{
		at: fc.oneof(fc.constant(0), ms(5_000), ms(300_000)),
		operation: fc.constantFrom(
			'create',
			'create',
			'upsert',
			'upsert',
			'upsert',
			'update',
			'delete',
			'getAll',
		),
		from: fc.constantFrom('fields', 'fields', 'json', 'files'),
		drawn: drawnItems,
		perFile: fc.constantFrom(1, 5, 40),
		contains: fc.constantFrom('Old 1', 'NEW', 'Nothing'),
		limit: fc.integer({ min: 1, max: 40 }),
		options: fc.oneof(fc.constant({}), options),
		onError: fc.constantFrom('stopWorkflow', 'continueErrorOutput'),
		retry: fc.record({ maxTries: fc.integer({ min: 2, max: 5 }), waitMs: ms(5_000) }),
		asTool: rarely(false, fc.constant(true), 2),
		cancelAfter: rarely<number | undefined>(undefined, ms(60_000), 5),
		isPreview: rarely(false, fc.constant(true), 1),
	},
	{
		requiredKeys: [
			'at',
			'operation',
			'from',
			'drawn',
			'perFile',
			'options',
			'onError',
			'asTool',
			'cancelAfter',
		],
	},
);

/** A file in each item, and more files than a process remembers one by one. */
const manyFiles: Arbitrary<Drawn> = fc
	.record({
		operation: fc.constantFrom('create', 'upsert'),
		count: fc.integer({ min: 51, max: 60 }),
		maxTries: fc.constantFrom(2, 3),
	})
	.map(({ operation, count, maxTries }) => ({
		at: 0,
		operation,
		from: 'files',
		drawn: Array.from({ length: count }, (_, fresh) => ({
			meant: { fresh },
			content: 'own',
			hasCode: false,
		})),
		perFile: 1,
		options: {},
		onError: 'stopWorkflow',
		retry: { maxTries, waitMs: 1_000 },
		asTool: false,
	}));

/** An agent that tries again what it got no good answer to. */
const persistentTool: Arbitrary<Drawn> = fc
	.tuple(someExecution, fc.constantFrom('create', 'create', 'upsert'), fc.constantFrom(2, 3, 5))
	.map(([drawn, operation, maxTries]) => ({
		...drawn,
		operation,
		asTool: true,
		onError: 'stopWorkflow',
		retry: { maxTries, waitMs: 1_000 },
		cancelAfter: undefined,
	}));

const writer: Arbitrary<Writer> = fc
	.tuple(
		ms(60_000),
		fc.constantFrom('create', 'create', 'update', 'delete'),
		fc.oneof(fc.nat(30).map(newNo), fc.nat(30).map(newNo), fc.nat(59).map(oldNo)),
	)
	.map(([at, does, no]) => ({ at, does, no }));

/** The items as they reach the node. Of the orders that are there, the numbers are those that there are. */
function itemsOf(drawn: readonly DrawnItem[], execution: number, orders: number): Item[] {
	return drawn.map(({ meant, content: given, hasCode }, index): Item => {
		const old = 'old' in meant && orders > 0 ? meant.old % orders : undefined;
		const no = old === undefined ? newNo('fresh' in meant ? meant.fresh : 0) : oldNo(old);
		const title = {
			own: `T${execution}.${index} ${no}`,
			shared: `Shared ${no}`,
			asIs: old === undefined ? `Shared ${no}` : oldTitle(old),
		}[given];
		return { no, title, ...(hasCode ? { code: `C ${title}` } : {}) };
	});
}

/** Fields that another operation has use for, or that do not go together, are left out. */
function sensible({ drawn, ...rest }: Drawn, index: number, orders: number): Execution {
	const { operation, contains, limit: most, isPreview, ...others } = rest;
	const isList = operation === 'getAll';
	const takesFiles = (operation === 'create' || operation === 'upsert') && !rest.asTool;
	const from = rest.from === 'files' && !takesFiles ? 'fields' : rest.from;
	const items = itemsOf(drawn, index, orders);
	return {
		...others,
		operation,
		from,
		items: isList || rest.asTool ? items.slice(0, 1) : items,
		...(isPreview && !isList ? { isPreview } : {}),
		...(isList && contains ? { contains } : {}),
		...(isList && most ? { limit: most } : {}),
	};
}

/** Executions that have nothing to do with each other. */
const strangers = fc.array(someExecution, { minLength: 1, maxLength: 4 });

/**
 * Executions that write the same, at about the same time: one node behind two triggers, or a
 * workflow started twice.
 */
const twins = fc
	.tuple(someExecution, fc.array(fc.tuple(ms(5_000), fc.boolean()), { minLength: 1, maxLength: 2 }))
	.map(([first, others]) => [
		first,
		...others.map(([later, isAlike]) => ({
			...first,
			at: first.at + later,
			...(isAlike ? {} : { operation: 'upsert' as const, cancelAfter: undefined }),
		})),
	]);

/** What strikes one of the last creations of many files. */
const lateFault: Arbitrary<FaultRule> = fc
	.tuple(
		fc.integer({ min: 51, max: 58 }),
		fc.constantFrom<FaultEffect>(
			{ kind: 'status', status: 422 },
			{ kind: 'gateway', status: 504, workMs: 200 },
		),
	)
	.map(([nth, struck]) => ({ match: { method: 'POST' }, when: { nth: [nth] }, effect: struck }));

/** What strikes the first creations. */
const earlyFault: Arbitrary<FaultRule> = fc
	.tuple(fc.integer({ min: 1, max: 3 }), effect)
	.map(([times, struck]) => ({ match: { method: 'POST' }, times, effect: struck }));

const usual = fc.record({
	chance: fc.nat(),
	world,
	drawn: fc.oneof({ weight: 3, arbitrary: strangers }, { weight: 2, arbitrary: twins }),
	writers: few(writer, 4),
	restarts: fc.oneof(
		{ weight: 7, arbitrary: fc.constant([]) },
		{ weight: 1, arbitrary: fc.array(ms(60_000), { minLength: 1, maxLength: 2 }) },
	),
});

interface Special {
	executions: readonly Drawn[];
	faults: readonly FaultRule[];
	writers: readonly Writer[];
}

/** The same orders, whoever writes them. */
const upsertOf = (count: number, at: number, options: Options): Drawn => ({
	at,
	operation: 'upsert',
	from: 'fields',
	drawn: Array.from({ length: count }, (_, fresh) => ({
		meant: { fresh },
		content: 'shared',
		hasCode: false,
	})),
	perFile: 1,
	options,
	onError: 'continueErrorOutput',
	asTool: false,
});

/** So many items that they are matched against a list, written so slowly that others create some of them meanwhile. */
const slowInput: Arbitrary<Special> = fc
	.record({
		count: fc.integer({ min: 21, max: 40 }),
		// One node behind two triggers, or a workflow started twice.
		again: few(fc.nat(20_000), 2),
		// After the list was read, and long before their turn comes.
		others: fc.uniqueArray(fc.integer({ min: 8, max: 20 }), { minLength: 1, maxLength: 6 }),
		from: fc.integer({ min: 3_000, max: 6_000 }),
	})
	.map(({ count, again, others, from }) => ({
		executions: [0, ...again].map((at) =>
			upsertOf(count, at, { concurrency: 1, batchSize: 1, batchDelay: 3_000 }),
		),
		faults: [],
		writers: others.map((fresh) => ({ at: from, does: 'create', no: newNo(fresh) })),
	}));

/** Orders that are written twice, and deleted and created by others in between. */
const replaced: Arbitrary<Special> = fc
	.record({
		count: fc.integer({ min: 1, max: 24 }),
		later: fc.constantFrom(20_000, 100_000, 600_000),
		gone: fc.uniqueArray(fc.nat(23), { minLength: 1, maxLength: 3 }),
		isCreatedAnew: fc.boolean(),
	})
	.map(({ count, later, gone, isCreatedAnew }) => ({
		executions: [0, later].map((at) => upsertOf(count, at, {})),
		faults: [],
		writers: gone.flatMap((fresh): Writer[] => {
			const no = newNo(fresh);
			const deletion: Writer = { at: later - 5_000, does: 'delete', no };
			return isCreatedAnew ? [deletion, { at: later - 4_000, does: 'create', no }] : [deletion];
		}),
	}));

const alone = ([execution, struck]: [Drawn, FaultRule]): Special => ({
	executions: [execution],
	faults: [struck],
	writers: [],
});

/** Stories that are seldom told by chance alone. */
const special = fc
	.record({
		chance: fc.nat(),
		world,
		told: fc.oneof(
			fc.tuple(manyFiles, lateFault).map(alone),
			fc.tuple(persistentTool, earlyFault).map(alone),
			slowInput,
			replaced,
		),
	})
	.map(({ chance, world: drawnWorld, told: { executions, faults, writers } }) => ({
		chance,
		// Only this style tells how long a list is, so that one is read for many items.
		world: { ...drawnWorld, style: 'module' as const, dialect: {}, faults, outages: [] },
		drawn: executions,
		writers,
		restarts: [],
	}));

/** A whole story: everything that happens is drawn from here, and from `chance`. */
export const story: Arbitrary<Story> = fc
	.oneof({ weight: 20, arbitrary: usual }, { weight: 1, arbitrary: special })
	.map(({ drawn, ...rest }) => ({
		...rest,
		executions: drawn.map((each, index) => sensible(each, index, rest.world.orders)),
	}));
