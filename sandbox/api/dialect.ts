import type { Reply } from '../replies';
import type { Route } from './routes';
import { isObject } from './validation';
import { recordName } from '../webhooks/events';
import { envelopeIn } from '../dialects/envelopes';
import { errorIn } from '../dialects/errors';
import { keyAsNumber, numbersIn, withoutNumbers } from '../dialects/numbers';
import type { Dialect } from '../dialects/types';

/** What a request asks for in the sandbox's own words. */
export function understood<T extends { url: URL; text: string }>(
	dialect: Dialect | undefined,
	request: T,
): T {
	return withoutNumbers(dialect?.numbers, request);
}

/**
 * An answer as the dialect says it. Paging and filters are the lists' own, because they decide what
 * is in an answer.
 */
export function inDialect(
	dialect: Dialect | undefined,
	reply: Reply,
	{ route, url }: { route: Route | undefined; url: URL },
): Reply {
	if (!dialect) return reply;
	const said = recordsIn(dialect, errorIn(dialect.errors, reply), route, url);
	return dialect.charset === undefined ? said : { ...said, charset: dialect.charset };
}

function recordsIn(dialect: Dialect, reply: Reply, route: Route | undefined, url: URL): Reply {
	const target = route?.target;
	const { raw, status } = reply;
	if (target?.kind !== 'entity' || !reply.body || raw !== undefined || status >= 300) return reply;
	const { entity, operation } = target;
	const body = numbersIn(dialect.numbers, reply.body, entity);
	const numbered = { ...reply, body };
	const isList = operation === 'list' || operation === 'listItems';
	if (isList || Array.isArray(body) || !isObject(body.data)) return numbered;
	const key = reply.itemKey ?? '';
	const id = dialect.numbers === 'numericKeys' ? keyAsNumber(key) : key;
	return envelopeIn(dialect.record, {
		reply: numbered,
		data: body.data,
		name: recordName(entity.name).replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
		location: `${url.origin}${url.pathname}/${id}`,
	});
}
