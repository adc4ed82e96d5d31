import { RawRecord } from '../../../nodes/shared/client/records/rawRecords';

/** Records as they come, with so much white space. */
export const rawRecords = (
	records: ReadonlyArray<Record<string, unknown>>,
	indent?: number,
): RawRecord[] =>
	records.map((record) => new RawRecord(Buffer.from(JSON.stringify(record, undefined, indent))));
