import type { INodeParameters } from 'n8n-workflow';
import type { ConnectionControl, LogEntry, StoredRecord } from '../../../../sandbox/server/server';

/** Name of the connection in every sandbox. */
export const CONNECTION_NAME = 'a';

/** A password that stands in a node's parameters. */
export const SYSTEM_LOGIN = 'login-of-the-system-51d2';

export const ITEMS = 2;

export const locator = (value: string): INodeParameters => ({ __rl: true, mode: 'id', value });

export const keysOf = (records: readonly StoredRecord[]): string[] => records.map(({ key }) => key);

export const text = (record: StoredRecord | undefined, field: string): string =>
	String(record?.[field] ?? '');

/** Counts, for each item, the records that carry its mark. */
export const marked =
	(server: ConnectionControl, entity: string, field: string, marks: readonly string[]) =>
	(): number[] =>
		marks.map((mark) => server.records(entity).filter((each) => text(each, field) === mark).length);

const PROCESSED = new Set([
	'dropAfter',
	'slow',
	'garbage',
	'cutBody',
	'gateway',
	'dropWhileWorking',
	'processedStatus',
]);

export const wasProcessed = ({ status, fault }: LogEntry): boolean =>
	fault === undefined ? Number(status) < 300 : PROCESSED.has(fault);

/** Counts how often a POST to a path was processed, for requests that leave no record. */
export const processed = (log: () => LogEntry[], path: RegExp) => (): number[] => [
	log().filter((entry) => entry.method === 'POST' && path.test(entry.path) && wasProcessed(entry))
		.length,
];

export const LIST_TARGETS = { 'first page': { page: 1 }, 'third page': { page: 3 } };
