import type { Reply } from '../replies';
import type { JsonObject } from '../base';
import type { Dialect } from './types';

type RecordDialect = NonNullable<Dialect['record']>;

/** The answer about one record, and where that record is. */
interface Single {
	reply: Reply;
	data: JsonObject;
	/** Name of one record, such as `purchaseOrder`. */
	name: string;
	/** Address of the record. */
	location: string;
}

const ENVELOPES: Readonly<Record<RecordDialect, (single: Single) => Reply>> = {
	data: ({ reply }) => reply,
	bare: ({ reply, data }) => ({ ...reply, body: data }),
	named: ({ reply, data, name }) => ({ ...reply, body: { [name]: data } }),
	created: ({ reply, location }) =>
		reply.effect === 'created'
			? { ...reply, status: 201, headers: { ...reply.headers, location }, raw: '' }
			: reply,
	noContent: ({ reply }) => (reply.effect ? { ...reply, status: 204, raw: '' } : reply),
};

export const RECORD_DIALECTS = Object.keys(ENVELOPES) as RecordDialect[];

/** The answer about one record in the dialect's envelope. */
export function envelopeIn(dialect: RecordDialect | undefined, single: Single): Reply {
	return ENVELOPES[dialect ?? 'data'](single);
}
