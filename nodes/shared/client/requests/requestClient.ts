import { isObject } from 'lodash';
import { Delivery, unreachable } from '../traffic/delivery';
import { isCutOff, readRecord, type MakiniRecord, type PageBody } from '../wire/envelopes';
import { MakiniError, mayBeWritten, type ErrorDetails } from '../errors/errors';
import { detailsOf, isHtml, unreadable } from '../refusals/explain';
import { explainRequest, type RequestWords } from '../refusals/explainRequest';
import { listIn } from '../wire/listPlace';
import { readPageInfo } from '../wire/pageInfo';
import { readPages, type ReadReport } from '../paging/pages';
import { withStop } from '../errors/readableText';
import { spoken } from '../refusals/refusal';
import { isRepeatable } from '../traffic/retryPolicy';
import type { Position } from '../wire/styles';
import type { ClientOptions } from './clientOptions';
import type { WireRequest, WireResponse } from '../wire/transport';
import { unauthorized } from './unauthorized';

export interface RequestOptions extends Omit<ClientOptions, 'onUncertainWrite'> {
	/** The error for a 401 of credentials that have no connection whose state could tell the cause. */
	refused?: (details: Partial<ErrorDetails>) => MakiniError;
}

export interface Listing {
	request: WireRequest;
	words: RequestWords;
	/** What is listed, such as "connections". */
	plural: string;
	limit?: number;
	/** Whether `key` identifies a record, as it does unless told. */
	keyed?: boolean;
	/** Under which name a list's entries stand in records where they are no objects, such as names of tables. */
	entryName?: string;
}

const asRecord = (entry: unknown, name: string): MakiniRecord =>
	isObject(entry) && !Array.isArray(entry) ? (entry as MakiniRecord) : { [name]: entry };

/** The entries of a list, wherever it stands, and a lone record under `data` as a list of one. */
function pageOf(body: unknown, entryName: string): PageBody | undefined {
	const lone =
		isObject(body) && 'data' in body && !Array.isArray(body.data) ? body.data : undefined;
	const place = isObject(lone) ? { entries: [lone], holders: [body as object] } : listIn(body);
	if (!place) return undefined;
	return {
		records: place.entries.map((entry) => asRecord(entry, entryName)),
		...readPageInfo(place.holders),
	};
}

/** Requests to Makini that belong to no entity. Everything it throws is a MakiniError. */
export class RequestClient {
	private readonly delivery: Delivery;

	private refusal: Promise<MakiniError> | undefined;

	constructor(private readonly options: RequestOptions) {
		this.delivery = new Delivery(options);
	}

	/**
	 * Sends a request and gives its successful response. A POST or PATCH that may have been carried
	 * out is never repeated.
	 * @throws MakiniError (uncertain) for such a one.
	 */
	async send(request: WireRequest, words: RequestWords): Promise<WireResponse> {
		const delivered = await this.delivery.deliver(request);
		if (delivered.kind === 'uncertain') throw uncertain(delivered.cause, words);
		const { response, repeated } = delivered;
		const wasDone = repeated && words.doneWhenRepeated?.includes(response.status);
		if (response.status < 300 || wasDone) return response;
		const error = await this.refuse(response, words);
		const isRefused = response.status < 500 || response.status === 501;
		throw request.method === 'GET' || (isRefused && !repeated)
			? error
			: mayBeWritten(error, isRepeatable(request.method));
	}

	/**
	 * Sends a request whose successful answer may be anything but a web page or JSON that breaks off.
	 * @throws MakiniError (uncertain) also for a POST or PATCH whose answer breaks off.
	 */
	async answer(request: WireRequest, words: RequestWords): Promise<WireResponse> {
		const response = await this.send(request, words);
		if (isPage(response.body)) throw unreadable(response, words.doing);
		if (isCutOff(response)) throw unclear(request, response, words);
		return response;
	}

	/**
	 * Sends a change whose answer holds nothing of interest; a text, such as the page of a proxy, does not confirm it.
	 * @throws MakiniError (unexpectedBody) for such a one.
	 */
	async change(request: WireRequest, words: RequestWords): Promise<void> {
		const response = await this.send(request, words);
		const { body } = response;
		if (isHtml(body)) throw unreadable(response, words.doing);
		const isText = typeof body === 'string' && body.trim() !== '';
		const isConfirmed = !isText || (words.doneWhenRepeated ?? []).includes(response.status);
		if (!isConfirmed) throw unclear(request, response, words);
	}

	/**
	 * Sends a request whose answer is a record.
	 * @throws MakiniError (uncertain) also for a POST or PATCH whose successful answer cannot be read.
	 */
	async record(request: WireRequest, words: RequestWords): Promise<MakiniRecord> {
		const response = await this.send(request, words);
		const record = readRecord(response.body);
		if (record) return record;
		if (isHtml(response.body)) throw unreadable(response, words.doing);
		throw unclear(request, response, words);
	}

	/** Yields the records of a list page by page. The number of a page is sent from the second one on. */
	async *list(listing: Listing): AsyncGenerator<MakiniRecord[], ReadReport> {
		const { plural, limit, keyed } = listing;
		const { baseUrl, apiStyle } = this.options.connection;
		return yield* readPages(async (position) => await this.page(listing, position), {
			// Not sent, since these lists document none; they give as many as they like.
			pageSize: Infinity,
			limit,
			plural,
			baseUrl,
			keyed,
			cursorStyle: apiStyle === 'v1',
		});
	}

	private async page(
		{ request, words, entryName = 'value' }: Listing,
		position: Position,
	): Promise<PageBody> {
		const isFirst = 'page' in position && position.page === 1;
		const paging = Object.entries(isFirst ? {} : position).map(
			([name, value]): readonly [string, string] => [name, String(value)],
		);
		// What a person has set for the first page must not stand in the way of the following ones.
		const given = isFirst
			? (request.query ?? [])
			: (request.query ?? []).filter(([name]) => name !== 'page' && name !== 'cursor');
		const response = await this.send({ ...request, query: [...given, ...paging] }, words);
		const page = pageOf(response.body, entryName);
		if (!page) throw unreadable(response, words.doing);
		return page;
	}

	private async refuse(response: WireResponse, words: RequestWords): Promise<MakiniError> {
		if (response.status !== 401) return explainRequest(response, words);
		const details = detailsOf(response);
		const { connection, refused, byConsent } = this.options;
		this.refusal ??= refused
			? Promise.resolve(refused(details))
			: unauthorized(details, this.delivery, connection, byConsent);
		return await this.refusal;
	}
}

/** Unlike XML, which a system may answer with, a web page is what proxies and wrong addresses give. */
const isPage = (body: unknown): boolean =>
	typeof body === 'string' && /^\s*<(!doctype|html)/i.test(body);

/** The error for a success that cannot be read. */
function unclear(request: WireRequest, response: WireResponse, words: RequestWords): MakiniError {
	if (!isRepeatable(request.method)) return uncertain(response, words);
	const error = unreadable(response, words.doing);
	return request.method === 'GET' ? error : mayBeWritten(error, true);
}

function uncertain(
	cause: WireResponse | Parameters<typeof unreachable>[0],
	words: RequestWords,
): MakiniError {
	const isResponse = cause.kind === 'response';
	const why = isResponse
		? withStop(`Makini answered with status ${cause.status}${spoken(cause)}`)
		: `${unreachable(cause).message}.`;
	return new MakiniError(words.uncertain ?? 'The request may or may not have been carried out', {
		...(isResponse ? detailsOf(cause) : {}),
		kind: 'uncertain',
		hint: `${why} It was not sent again, so that nothing is done twice. Look in Makini or the connected system before you send it again.`,
	});
}
