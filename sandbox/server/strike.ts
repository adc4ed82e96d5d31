import { previousPage } from '../api/lists';
import { credentialsRejected, errorReply, notSupported, type Reply } from '../replies';
import type { FaultEffect } from '../faults';
import type { ConnectionOptions } from '../options';
import { pause } from './waiting';

/** The socket is closed without an answer, or in the middle of one. */
export interface Dropped {
	dropped: true;
	itemKey?: string;
	/** The answer that breaks off. */
	half?: Reply;
}

export type Outcome = Reply | Dropped;

/** A request that a fault may strike. */
export interface Struck {
	method: string;
	url: URL;
	/** How its lists are paged. */
	paging: Pick<ConnectionOptions, 'apiStyle' | 'defaultPageSize' | 'maxPageSize'>;
	/** Processes the request, at another address where one is given. */
	perform: (url?: URL) => Reply;
	/** Does that so many milliseconds from now, whatever becomes of the client. */
	later: (ms: number, work: () => unknown) => void;
	/** Ends the credentials. */
	reauthorize: () => void;
	/** Removes or inserts a record of the list that is asked for; does nothing for another request. */
	moveList: (by: 'removal' | 'insertion') => void;
}

const SILENCE_MS = 300_000;

/** Answers a request as the fault wants it, or as it should be without one. */
export async function strike(
	fault: FaultEffect | undefined,
	struck: Struck,
	ended: AbortSignal,
): Promise<Outcome> {
	const { method, url, paging, perform } = struck;
	switch (fault?.kind) {
		case undefined:
			return perform();
		case 'dropBefore':
			return { dropped: true };
		case 'dropAfter':
			return { dropped: true, itemKey: perform().itemKey };
		case 'slow': {
			const reply = perform();
			await pause(fault.ms, ended);
			return reply;
		}
		case 'silent':
			await pause(fault.ms ?? SILENCE_MS, ended);
			return { dropped: true };
		case 'garbage': {
			const reply = perform();
			const text = JSON.stringify(reply.body ?? {});
			return { ...reply, status: 200, raw: text.slice(0, Math.ceil(text.length / 2)) };
		}
		case 'cutBody': {
			const half = perform();
			return { dropped: true, itemKey: half.itemKey, half };
		}
		case 'repeatedPage': {
			const previous = new URL(url);
			previous.search = previousPage(url.searchParams, paging).toString();
			return perform(previous);
		}
		case 'movedList':
			struck.moveList(fault.by);
			return perform();
		case 'gateway':
			struck.later(fault.workMs, () => perform());
			if (fault.ms !== undefined) await pause(fault.ms, ended);
			return gatewayReply(fault);
		case 'dropWhileWorking':
			struck.later(fault.workMs, () => perform());
			return { dropped: true };
		case 'processedStatus': {
			const { itemKey } = perform();
			return { ...statusReply(fault), itemKey };
		}
		case 'reauthorization':
			struck.reauthorize();
			return errorReply(credentialsRejected());
		case 'notSupported':
			return errorReply(notSupported(method, url.pathname, fault.status));
		case 'html':
			return htmlReply(fault.status ?? 502);
		case 'status':
			return statusReply(fault);
	}
}

function htmlReply(status: number): Reply {
	const page = `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body><h1>${status}</h1><p>nginx</p></body></html>\n`;
	return { status, raw: page, headers: { 'content-type': 'text/html; charset=utf-8' } };
}

/** What gateways say in place of the API. */
const GATEWAY_PAGES: Readonly<Record<number, { type: string; text: string }>> = {
	503: { type: 'text/plain', text: 'no healthy upstream' },
	520: { type: 'text/plain', text: 'error code: 520' },
	598: { type: 'text/plain', text: '' },
};

function gatewayReply({ status, headers, body }: FaultEffect & { kind: 'gateway' }): Reply {
	const page = GATEWAY_PAGES[status];
	if (typeof body === 'object') return { status, headers, body };
	if (body === undefined && !page) return { ...htmlReply(status), ...(headers ? { headers } : {}) };
	const type = page?.type ?? 'text/plain';
	return { status, headers: { 'content-type': type, ...headers }, raw: body ?? page?.text ?? '' };
}

type Told = Pick<FaultEffect & { kind: 'status' }, 'status' | 'headers' | 'body'>;

function statusReply({ status, headers, body }: Told): Reply {
	if (typeof body === 'string') return { status, headers, raw: body };
	const standard = errorReply({
		status,
		code: status === 503 ? 'SERVICE_UNAVAILABLE' : 'INJECTED_FAULT',
		type: status >= 500 ? 'server_error' : 'request_error',
		message: `The sandbox was told to answer ${status}.`,
	});
	return body ? { status, headers, body } : { ...standard, headers };
}
