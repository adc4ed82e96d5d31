import { clamp } from 'lodash';
import type { Entity } from '../../catalogue/types';
import type { UnreadPage } from '../paging/prefetch';
import type { Requests } from '../requests/requests';
import { isCutOff, readPage, type MakiniRecord, type PageBody } from '../wire/envelopes';
import { unreadable, type Attempt } from '../refusals/explain';
import type { Keyed } from '../wire/keys';
import { LookUps } from '../matching/lookUps';
import { nextStep } from '../paging/nextStep';
import { readPages, type PagePlan, type ReadReport } from '../paging/pages';
import type { Records } from './records';
import { readRawPage, type RawRecord } from './rawRecords';
import { listRequest, type ListQuery, type Position } from '../wire/styles';
import { isDeleted } from '../wire/deletion';
import type { WireResponse } from '../wire/transport';

export interface ReadQuery extends ListQuery {
	/** Records per page to ask for, at least 1. */
	pageSize: number;
	/** Most records to give out. */
	limit?: number;
	/** Gives out no records that say of themselves that they were deleted. All are given out unless told. */
	withoutDeleted?: boolean;
	/** Pages under way at once where the list tells its last page, at least 1 (the default); see {@link pagesAhead}. */
	parallelPages?: number | 'automatic';
}

/** Pages under way at once, as long as it is not known how many of them the rate limit lets pass. */
export const PAGES_AHEAD = 8;

/** Most pages under way at once where that is known, and the records that they may hold together. */
const MOST_PAGES_AHEAD = 16;
const MOST_RECORDS_AHEAD = 4_000;

/** Most pages of so many records that are under way at once where the rate limit is known: none of them is refused. */
const pagesAhead = (pageSize: number): number =>
	clamp(Math.floor(MOST_RECORDS_AHEAD / pageSize), PAGES_AHEAD, MOST_PAGES_AHEAD);

/** A form in which records are read. */
interface Form<R extends Keyed> {
	/** Reads the answer to the request of a page; `undefined` if it is none. */
	readAnswer: (answer: WireResponse, entity: Entity) => PageBody<R> | undefined;
	isDeleted: (record: R) => boolean;
}

const PARSED: Form<MakiniRecord> = {
	readAnswer: ({ body }, entity) => readPage(body, entity),
	isDeleted,
};

const RAW: Form<RawRecord> = {
	// The body is not looked at where its bytes are there: it would be parsed as a whole.
	readAnswer: (answer, entity) =>
		readRawPage(answer.bytes ?? Buffer.from(JSON.stringify(answer.body) ?? ''), entity),
	isDeleted: (record) => record.isDeleted,
};

/** The lists of records. */
export class Lists {
	private readonly lookUps = new LookUps({
		read: (entity, query) => this.read(entity, query),
		readOne: async (entity, key) => await this.records.find(entity, key),
	});

	constructor(
		private readonly requests: Requests,
		private readonly records: Records,
	) {}

	/**
	 * Yields records page by page and returns what was read. See {@link readPages}.
	 * @param first the first page, where it was read just before.
	 */
	async *read(
		entity: Entity,
		query: ReadQuery,
		first?: PageBody,
	): AsyncGenerator<MakiniRecord[], ReadReport> {
		return yield* this.readAs(PARSED, entity, query, first);
	}

	/** The same, with records as they came. */
	async *readRaw(entity: Entity, query: ReadQuery): AsyncGenerator<RawRecord[], ReadReport> {
		return yield* this.readAs(RAW, entity, query);
	}

	private async *readAs<R extends Keyed>(
		form: Form<R>,
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
					return page ?? (await this.fetchPage(form, entity, query, position, size, isWanted));
				},
				this.pagePlan(entity, query),
				query.withoutDeleted ? form.isDeleted : undefined,
			);
		} finally {
			// Pages that were fetched ahead are of no use to a reading that ended early.
			isRead = false;
		}
	}

	/**
	 * One page of a list, and where the next one begins if there is one; for lists that people scroll
	 * through. What is told of the end is believed, since people wait for each page and can search.
	 */
	async page(
		entity: Entity,
		query: ReadQuery,
		position: Position,
	): Promise<{ records: MakiniRecord[]; next?: Position }> {
		this.requests.assertOffered(query.within?.entity ?? entity, 'getAll');
		const { pageSize } = query;
		const fetched = await this.fetchPage(PARSED, entity, query, position, pageSize);
		const page = await fetched();
		const { total, lastPage, records } = page;
		const { length } = records;
		const plan = this.pagePlan(entity, query);
		const isFirst = 'page' in position && position.page === 1;
		const step = nextStep(
			page,
			{
				position,
				firstPageLength: length,
				received: isFirst ? length : undefined,
				usedCursors: new Set(),
			},
			plan,
		);
		const isEnd = (total ?? lastPage) !== undefined || (plan.cursorStyle && length < pageSize);
		if (step.kind === 'end' || (step.isProbe && isEnd)) return { records };
		return { records, next: step.position };
	}

	/** The first page of a list, from which {@link read} can go on. */
	async firstPage(entity: Entity, query: ReadQuery): Promise<PageBody> {
		const fetched = await this.fetchPage(PARSED, entity, query, { page: 1 }, query.pageSize);
		return await fetched();
	}

	/** Records whose field has exactly this value, asked for now; see {@link LookUps.find}. */
	async find(entity: Entity, field: string, value: string): Promise<MakiniRecord[]> {
		return await this.lookUps.find(entity, field, value);
	}

	/** Fetches a page. It is read when its turn comes, since what was read takes many times the memory. */
	private async fetchPage<R extends Keyed>(
		{ readAnswer }: Form<R>,
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
			let page = readAnswer(answer, entity);
			if (!page && isCutOff(answer)) {
				options.progress?.add({ retries: 1 });
				answer = await this.requests.send(request, attempt);
				page = readAnswer(answer, entity);
			}
			if (!page) throw unreadable(answer, attempt);
			options.progress?.add({ pages: 1, records: page.records.length });
			return page;
		};
	}

	private pagePlan(entity: Entity, query: ReadQuery): PagePlan {
		const { pageSize, limit, parallelPages } = query;
		const { baseUrl, apiStyle } = this.requests.connection;
		const { limiter } = this.requests.options;
		const { plural } = entity;
		const cursorStyle = apiStyle === 'v1';
		const plan = { pageSize, limit, plural, baseUrl, cursorStyle, byId: true };
		if (parallelPages !== 'automatic') return { ...plan, parallelPages };
		const most = pagesAhead(pageSize);
		const pagesNow = (): number => (limiter.knowsLimit ? most : PAGES_AHEAD);
		return { ...plan, parallelPages: most, pagesNow };
	}
}
