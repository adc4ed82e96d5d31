import nock from '../support/nock';

export const BASE_URL = 'https://contract.example';

/** A request as it left the node. */
export interface Captured {
	method: string;
	path: string;
	queryNames: string[];
	contentType?: string;
	body: unknown;
}

const page = (records: unknown[]): object => ({
	data: records,
	links: { first: null, last: null, prev: null, next: null },
	meta: { current_page: 1, last_page: 1, per_page: 500, total: records.length },
});

/** Answers every request to the address with something that fits, and keeps the requests. */
export function capture(): { requests: Captured[]; stop: () => void } {
	const requests: Captured[] = [];
	const scope = nock(BASE_URL).persist();
	for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
		scope.intercept(/.*/, method).reply(function (uri, body) {
			const url = new URL(uri, BASE_URL);
			const contentType = this.req.headers['content-type'] as string | string[] | undefined;
			requests.push({
				method,
				path: url.pathname,
				queryNames: [...url.searchParams.keys()],
				contentType: Array.isArray(contentType) ? contentType[0] : contentType,
				body,
			});
			const record = { key: 'RECORD-KEY' };
			const isList = method === 'GET' && !url.pathname.endsWith('RECORD-KEY');
			return [200, isList ? page([]) : { data: record }];
		});
	}
	return { requests, stop: () => nock.cleanAll() };
}
