import { clamp } from 'lodash';
import type { Entity } from '../catalogue/types';
import type { UnreadPage } from './ahead';
import type { EntityRequests } from './entityRequests';
import { isCutOff, readPage, type Keyed, type MakiniRecord, type PageBody } from './envelopes';
import { MakiniError } from './errors';
import { unexpectedBody, type Attempt } from './explain';
import { isDeleted, matchValue } from './matchValue';
import { nextStep, readPages, type PagePlan, type ReadReport } from './pages';
import { readRawPage, type RawRecord } from './rawRecords';
import { listRequest, type ListQuery, type Position } from './styles';
import type { WireResponse } from './transport';

export interface ReadQuery extends ListQuery {
	/** Records per page to ask for, at least 1. */
	pageSize: number;
	/** Most records to give out. */
	limit?: number;
	/** Pages under way at once where the list tells its last page, at least 1 (the default); see {@link pagesAhead}. */
	parallelPages?: number | 'automatic';
}

/** Records that a look-up by value asks for: enough to see that there is more than one. */
const LOOK_UP_SIZE = 10;

/** Pages under way at once, as long as it is not known how many of them the rate limit lets pass. */
export const PAGES_AHEAD = 8;

/** Most pages under way at once where that is known, and the records that they may hold together. */
const MOST_PAGES_AHEAD = 16;
const MOST_RECORDS_AHEAD = 4_000;

/** Most pages of so many records that are under way at once where the rate limit is known: none of them is refused. */
const pagesAhead = (pageSize: number): number =>
	clamp(Math.floor(MOST_RECORDS_AHEAD / pageSize), PAGES_AHEAD, MOST_PAGES_AHEAD);

/** Reads the answer to the request of a page; `undefined` if it is none. */
type ReadAnswer<R extends Keyed> = (answer: WireResponse) => PageBody<R> | undefined;

const parsed: ReadAnswer<MakiniRecord> = ({ body }) => readPage(body);

// The body is not looked at where its bytes are there: it would be parsed as a whole.
const raw: ReadAnswer<RawRecord> = (answer) =>
	readRawPage(answer.bytes ?? Buffer.from(JSON.stringify(answer.body) ?? ''));

/** The lists of records. */
export class Lists {
	constructor(private readonly requests: EntityRequests) {}

	/**
	 * Yields records page by page and returns what was read. See {@link readPages}.
	 * @param first the first page, where it was read just before.
	 */
	async *read(
		entity: Entity,
		query: ReadQuery,
		first?: PageBody,
	): AsyncGenerator<MakiniRecord[], ReadReport> {
		return yield* this.readAs(parsed, entity, query, first);
	}

	/** The same, with records as they came. */
	async *readRaw(entity: Entity, query: ReadQuery): AsyncGenerator<RawRecord[], ReadReport> {
		return yield* this.readAs(raw, entity, query);
	}

	private async *readAs<R extends Keyed>(
		readAnswer: ReadAnswer<R>,
		entity: Entity,
		query: ReadQuery,
		first?: PageBody<R>,
	): AsyncGenerator<R[], ReadReport> {
		this.requests.assertOffered(query.within?.entity ?? entity, 'getAll');
		let isRead = true;
		const isWanted = (): boolean => isRead;
		let known = first;
		try {
			return yield* readPages(
				async (position, size) => {
					const page = 'page' in position && position.page === 1 ? known : undefined;
					known = undefined;
					return (
						page ?? (await this.fetchPage(readAnswer, entity, query, position, size, isWanted))
					);
				},
				this.pagePlan(entity, query),
			);
		} finally {
			// Pages that were fetched ahead are of no use to a reading that ended early.
			isRead = false;
		}
	}

	/** One page of a list, and where the next one begins if there is one; for lists that people scroll through. */
	async page(
		entity: Entity,
		query: ReadQuery,
		position: Position,
	): Promise<{ records: MakiniRecord[]; next?: Position }> {
		this.requests.assertOffered(entity, 'getAll');
		const { pageSize } = query;
		const fetched = await this.fetchPage(parsed, entity, query, position, pageSize);
		const page = await fetched();
		const { length } = page.records;
		const step = nextStep(
			page,
			{ position, firstPageLength: length, received: length, usedCursors: new Set() },
			this.pagePlan(entity, query),
		);
		return { records: page.records, next: step.kind === 'page' ? step.position : undefined };
	}

	/** The first page of a list, from which {@link read} can go on. */
	async firstPage(entity: Entity, query: ReadQuery): Promise<PageBody> {
		const fetched = await this.fetchPage(parsed, entity, query, { page: 1 }, query.pageSize);
		return await fetched();
	}

	/**
	 * Records whose field has exactly this value; at most {@link LOOK_UP_SIZE}.
	 * @throws MakiniError (ambiguous) where the connection does not filter as asked, so that nothing can be concluded.
	 */
	async find(entity: Entity, field: string, value: string): Promise<MakiniRecord[]> {
		const query: ReadQuery = {
			conditions: [{ field, operator: 'eq', value }],
			pageSize: LOOK_UP_SIZE,
			limit: LOOK_UP_SIZE,
		};
		const records: MakiniRecord[] = [];
		for await (const page of this.read(entity, query)) records.push(...page);
		const others = records.filter((record) => matchValue(record[field]) !== value);
		if (others.length > 0) {
			throw new MakiniError(
				`This connection does not look up ${entity.plural} by ${field} exactly`,
				{
					kind: 'ambiguous',
					hint: `Asked for "${value}", Makini also gave "${matchValue(others[0]?.[field]) ?? ''}". To write on that basis could change or double the wrong ${entity.singular}, so nothing was written. Choose another field under "Match By", or use Update with the key.`,
				},
			);
		}
		return records.filter((record) => !isDeleted(record));
	}

	/** Fetches a page. It is read when its turn comes, since what was read takes many times the memory. */
	private async fetchPage<R extends Keyed>(
		readAnswer: ReadAnswer<R>,
		entity: Entity,
		query: ListQuery,
		position: Position,
		pageSize: number,
		isWanted?: () => boolean,
	): Promise<UnreadPage<R>> {
		const { connection, options } = this.requests;
		const request = listRequest(connection, entity, query, position, pageSize);
		const attempt: Attempt = { entity, operation: 'getAll' };
		const later = { ...request, isReadLater: true };
		const response = await this.requests.send(later, attempt, isWanted);
		return async () => {
			let answer = response;
			let page = readAnswer(answer);
			if (!page && isCutOff(answer)) {
				options.progress?.add({ retries: 1 });
				answer = await this.requests.send(request, attempt);
				page = readAnswer(answer);
			}
			if (!page) throw unexpectedBody(answer, attempt);
			options.progress?.add({ pages: 1, records: page.records.length });
			return page;
		};
	}

	private pagePlan(entity: Entity, query: ReadQuery): PagePlan {
		const { pageSize, limit, parallelPages } = query;
		const { baseUrl, apiStyle } = this.requests.connection;
		const { governor } = this.requests.options;
		const { plural } = entity;
		const plan = { pageSize, limit, plural, baseUrl, cursorStyle: apiStyle === 'v1' };
		if (parallelPages !== 'automatic') return { ...plan, parallelPages };
		const most = pagesAhead(pageSize);
		const pagesNow = (): number => (governor.knowsLimit ? most : PAGES_AHEAD);
		return { ...plan, parallelPages: most, pagesNow };
	}
}
