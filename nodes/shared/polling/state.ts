import { z } from 'zod';

/** Raised whenever an older state cannot be gone on with. */
export const STATE_VERSION = 1;

const instant = z.number().int().nonnegative();
const number = z.number().int().positive();

const position = z.union([
	z.object({ page: number }).strict(),
	z.object({ cursor: z.string().min(1) }).strict(),
]);

/**
 * A pass through the changes in the order of their times, see byTime.ts. `at` is the time up to which
 * all is handled. `group` stands while more records share that time than fit on a page.
 */
const timePass = z.object({
	kind: z.literal('time'),
	start: instant,
	newest: instant,
	/** Whether anything was found so far that was not known. */
	found: z.boolean(),
	at: instant,
	group: z
		.object({
			page: number,
			pageSize: number,
			/** On the way back: where it goes on afterwards, and whether the list ended there. */
			back: z.object({ at: instant, ended: z.boolean() }).optional(),
		})
		.optional(),
});

/** A pass through a list whose order is not known, see byListing.ts. */
const listingPass = z.object({
	kind: z.literal('listing'),
	start: instant,
	newest: instant,
	found: z.boolean(),
	from: instant,
	position: position.optional(),
});

/** A state as it is stored; see {@link readRecordState}. */
export const recordState = z.object({
	version: z.literal(STATE_VERSION),
	/** What the state is about; see subject.ts. */
	subject: z.string(),
	/** Tells tokens of the connection apart. */
	token: z.string(),
	connectionId: z.string().nullable(),
	/** Time of the newest change that was handled when the last pass ended. */
	watermark: instant,
	/** Changes before this time are read no more; those after it that were handled are in `seen`. */
	floor: instant,
	/** A record created at or after this time was given out since, if at all. */
	bornFrom: instant,
	/** How many passes in a row have found nothing. */
	idle: z.number().int().nonnegative(),
	/** While the state of things is taken at the beginning: changes up to this time are not given out. */
	silentUntil: instant.optional(),
	pass: z.discriminatedUnion('kind', [timePass, listingPass]).optional(),
	/** See seenChanges.ts. */
	seen: z.string(),
	/** See deletions.ts; states of earlier versions have none. */
	deleted: z.string().optional(),
});

export type TimePass = z.infer<typeof timePass>;
export type ListingPass = z.infer<typeof listingPass>;
export type RecordState = z.infer<typeof recordState>;

const connectionState = z.object({
	version: z.literal(STATE_VERSION),
	subject: z.string(),
	connectionId: z.string().nullable(),
	/** The last finding that stands for an event. */
	last: z.object({ event: z.string(), at: z.string().nullable() }).nullable(),
});

export type ConnectionState = z.infer<typeof connectionState>;

const about =
	<T extends { subject: string }>(shape: z.ZodType<T>) =>
	(stored: unknown, subject: string): T | undefined => {
		const parsed = shape.safeParse(stored);
		return parsed.success && parsed.data.subject === subject ? parsed.data : undefined;
	};

/** A stored state of reading records; `undefined` if it is none, of another version, or about something else. */
export const readRecordState = about<RecordState>(recordState);

/** A stored state of watching a connection; `undefined` as above. */
export const readConnectionState = about<ConnectionState>(connectionState);
