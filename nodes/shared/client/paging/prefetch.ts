import type { MakiniRecord, PageBody } from '../wire/envelopes';
import type { Keyed } from '../wire/keys';

/** A page as it came; reading it rejects with what is wrong with its content. To be read once, when its turn comes. */
export type UnreadPage<R extends Keyed = MakiniRecord> = () => Promise<PageBody<R>>;

export type FetchedPage<R extends Keyed = MakiniRecord> = PageBody<R> | UnreadPage<R>;

/**
 * Numbered pages that are fetched before they are asked for. At most as many as `most` says are under way or kept, so
 * memory is bounded whatever the length of the list.
 */
export class PagesAhead<R extends Keyed> {
	private readonly pages = new Map<number, Promise<FetchedPage<R>>>();

	constructor(
		private readonly fetch: (page: number) => Promise<FetchedPage<R>>,
		private readonly most: () => number,
	) {}

	/** A page, fetched by now or fetched then. Rejects with whatever fetching it threw. */
	async take(page: number): Promise<FetchedPage<R>> {
		const known = this.pages.get(page) ?? this.fetch(page);
		this.pages.delete(page);
		return await known;
	}

	/** Begins to fetch what follows a page, up to the last page that will be needed. */
	expect(after: number, last: number): void {
		for (let page = after + 1; page <= Math.min(last, after + this.most()); page += 1) {
			if (!this.pages.has(page)) this.begin(page);
		}
	}

	private begin(page: number): void {
		const fetched = this.fetch(page);
		// Whoever takes the page sees the error; a page that nobody takes any more has none to show.
		fetched.catch(() => undefined);
		this.pages.set(page, fetched);
	}
}
