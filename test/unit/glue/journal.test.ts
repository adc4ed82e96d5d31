import { purchaseOrder } from '../../../nodes/shared/catalogue';
import type { MakiniRecord } from '../../../nodes/shared/client/wire/envelopes';
import { MakiniError, mayBeWritten } from '../../../nodes/shared/client/errors/errors';
import {
	Journal,
	type Repetition,
	type JournalBounds,
} from '../../../nodes/shared/glue/writes/journal';

const record = (no: number): MakiniRecord => ({
	key: `K${no}`,
	orderNo: `N-${no}`,
	title: 'Order',
});

const LENGTH = JSON.stringify(record(1)).length;

/** A journal, and what is asked of Makini through it. */
function journal(bounds?: Partial<JournalBounds>) {
	const subject = new Journal({ writes: 100, sent: 100, characters: 100 * LENGTH, ...bounds });
	const asked: string[] = [];
	const once = async (
		no: number,
		more: MakiniRecord = {},
		again: Repetition = 'another',
	): Promise<MakiniRecord> =>
		await subject.once({
			name: String(no),
			entity: purchaseOrder,
			write: async () => {
				asked.push(`write ${no}`);
				return { ...record(no), ...more };
			},
			read: async (key) => {
				asked.push(`read ${key}`);
				return { key, title: 'Changed since' };
			},
			again,
		});
	const writeAll = async (count: number, again?: Repetition): Promise<void> => {
		for (let no = 1; no <= count; no += 1) await once(no, {}, again);
		asked.length = 0;
	};
	return { subject, once, writeAll, asked };
}

test('a write is done once, and answered with what it gave, without a request', async () => {
	const { once, asked } = journal();
	const given = await once(1, { writeResult: 'created', lines: [{ quantity: '2.50' }] });
	const again = await once(1);
	expect(again).toEqual(given);
	expect(again).not.toBe(given);
	expect(asked).toEqual(['write 1']);
});

test('what becomes of the record that was given out changes nothing about the answer', async () => {
	const { once } = journal();
	const given = await once(1);
	given.title = 'Changed by another node';
	expect(await once(1)).toEqual(record(1));
});

test('beyond the length that is kept, the oldest records are read again', async () => {
	const { once, writeAll, asked } = journal({ characters: 3 * LENGTH });
	await writeAll(5);
	expect(await once(1)).toEqual({ key: 'K1', title: 'Changed since' });
	await once(2);
	expect(asked).toEqual(['read K1', 'read K2']);
	for (const no of [3, 4, 5]) expect(await once(no)).toEqual(record(no));
	expect(asked).toHaveLength(2);
});

test('a record that alone is too long is read again, with what the node said beside it', async () => {
	const { once, asked } = journal({ characters: LENGTH - 1 });
	await once(1, { writeResult: 'updated' });
	expect(await once(1)).toEqual({ key: 'K1', title: 'Changed since', writeResult: 'updated' });
	expect(asked).toEqual(['write 1', 'read K1']);
});

test('beyond the number of writes, the oldest are forgotten and make room for records', async () => {
	const { once, writeAll, asked } = journal({ writes: 3, characters: 3 * LENGTH + 2 });
	await writeAll(10, 'finds');
	for (const no of [8, 9, 10]) expect(await once(no, {}, 'finds')).toEqual(record(no));
	expect(asked).toEqual([]);
	await once(7, {}, 'finds');
	expect(asked).toEqual(['write 7']);
});

test('a creation whose outcome is forgotten is not sent again', async () => {
	const { once, writeAll, asked } = journal({ writes: 3, sent: 5 });
	await writeAll(8);
	for (const no of [1, 5]) {
		await expect(once(no)).rejects.toMatchObject({
			message:
				'The purchase order was written by an earlier try, or may have been, and what became of it is not remembered any more',
			kind: 'uncertain',
		});
	}
	expect(asked).toEqual([]);
	expect(await once(6)).toEqual(record(6));
});

test('what is known of creations that were sent is bounded too', async () => {
	const { once, writeAll, asked } = journal({ writes: 1, sent: 2 });
	await writeAll(4);
	await expect(once(3)).rejects.toMatchObject({ kind: 'uncertain' });
	await once(1);
	expect(asked).toEqual(['write 1']);
});

test('what cannot be read by a key is kept whatever its length', async () => {
	const { once, asked } = journal({ characters: 0 });
	await once(1, { key: undefined, deleted: true });
	expect(await once(1)).toMatchObject({ deleted: true });
	expect(asked).toEqual(['write 1']);
});

describe('errors', () => {
	const failing = (error: MakiniError, again: Repetition) => {
		const { subject } = journal({ characters: 0 });
		let writes = 0;
		const once = async (): Promise<MakiniRecord> =>
			await subject.once({
				name: 'a',
				entity: purchaseOrder,
				write: async () => {
					writes += 1;
					return await Promise.reject(error);
				},
				read: async () => await Promise.reject(error),
				again,
			});
		return { once, writes: () => writes };
	};
	const uncertain = new MakiniError('Lost', { kind: 'uncertain' });
	const refused = new MakiniError('Refused', { kind: 'validation' });
	const page = mayBeWritten(new MakiniError('A web page', { kind: 'unexpectedBody' }), false);

	test.each<[string, MakiniError, Repetition, number]>([
		['nor is one that a web page answered', page, 'another', 1],
		['a creation that looks before it writes is tried again after a web page', page, 'finds', 2],
		['a creation that may have been done is not tried again', uncertain, 'another', 1],
		['nor is one that would be looked for', uncertain, 'finds', 1],
		['a change that may have been made is tried again', uncertain, 'same', 2],
		['what was refused is tried again', refused, 'another', 2],
	])('%s', async (_, error, again, times) => {
		const { once, writes } = failing(error, again);
		await expect(once()).rejects.toBe(error);
		await expect(once()).rejects.toBe(error);
		expect(writes()).toBe(times);
	});

	test('what was written and cannot be read again is said to be written', async () => {
		const { subject } = journal({ characters: 0 });
		const write = {
			name: 'a',
			entity: purchaseOrder,
			write: async () => await Promise.resolve(record(1)),
			read: async () => await Promise.reject<MakiniRecord>(refused),
			again: 'another' as const,
		};
		await subject.once(write);
		await expect(subject.once(write)).rejects.toMatchObject({
			message: 'The purchase order K1 was written by an earlier try, but could not be read again',
			details: { kind: 'validation', mayBeWritten: true },
		});
	});
});

test('a change that may have been made is made again, and no later error says that it was not', async () => {
	const subject = new Journal();
	const errors: MakiniError[] = [];
	const fails = async (error: MakiniError): Promise<void> => {
		const write = async (): Promise<MakiniRecord> => await Promise.reject(error);
		const read = async (): Promise<MakiniRecord> => await Promise.resolve({});
		await subject
			.once({ name: '1', entity: purchaseOrder, write, read, again: 'same' })
			.catch((thrown: unknown) => errors.push(thrown as MakiniError));
	};
	const limited = (): MakiniError => new MakiniError('Limited', { kind: 'rateLimit' });
	await fails(limited());
	await fails(new MakiniError('No answer', { kind: 'unreachable', mayBeWritten: true }));
	await fails(limited());
	expect(errors.map(({ message, details }) => [message, details.mayBeWritten])).toEqual([
		['Limited', undefined],
		['No answer', true],
		['Limited', true],
	]);
});
