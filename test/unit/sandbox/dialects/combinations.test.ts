import fc from 'fast-check';
import { CHARSET_DIALECTS } from '../../../../sandbox/charset';
import { RECORD_DIALECTS } from '../../../../sandbox/dialects/envelopes';
import { ERROR_DIALECTS } from '../../../../sandbox/dialects/errors';
import { FILTER_DIALECTS } from '../../../../sandbox/dialects/filters';
import { LIMIT_KINDS } from '../../../../sandbox/dialects/limits';
import { keyAsNumber, NUMBER_DIALECTS } from '../../../../sandbox/dialects/numbers';
import { PAGING_DIALECTS } from '../../../../sandbox/dialects/paging';
import { dialectSchema } from '../../../../sandbox/dialects/schema';
import type { Dialect } from '../../../../sandbox/dialects/types';
import { FAULT_KINDS, type FaultEffect } from '../../../../sandbox/faults';
import { API_STYLES } from '../../../../sandbox/base';
import { closePeers, speaking } from './support';

beforeEach(() => jest.useFakeTimers());

afterEach(async () => {
	await closePeers();
	jest.useRealTimers();
});

const LATE_MS = 7000;
const late = fc.constantFrom(0, LATE_MS);

const dialects: fc.Arbitrary<Dialect> = fc.record(
	{
		paging: fc.constantFrom(...PAGING_DIALECTS),
		filters: fc.constantFrom(...FILTER_DIALECTS),
		limit: fc.record({
			kind: fc.constantFrom(...LIMIT_KINDS),
			requests: fc.constant(1000),
			perMs: fc.constant(1000),
			tells: fc.constantFrom('retryAfter', 'headers', 'nothing'),
		}),
		lateListsMs: late,
		lateRecordsMs: late,
		clockAheadMs: fc.constantFrom(-3_600_000, 3_600_000),
		record: fc.constantFrom(...RECORD_DIALECTS),
		errors: fc.constantFrom(...ERROR_DIALECTS),
		charset: fc.constantFrom(...CHARSET_DIALECTS),
		numbers: fc.constantFrom(...NUMBER_DIALECTS),
	},
	{ requiredKeys: [] },
);

const styles = fc.constantFrom(...API_STYLES);

test('whatever the dialect, all pages give every record once, and a new one when it is time', async () => {
	await fc.assert(
		fc.asyncProperty(dialects, styles, fc.nat(13), async (dialect, apiStyle, orders) => {
			expect(dialectSchema.parse(dialect)).toEqual(dialect);
			const stage = speaking(dialect, { apiStyle, orders });
			const shown = (key: string): string => {
				const isNumber = dialect.numbers === 'numericKeys';
				return isNumber ? String(Number(keyAsNumber(key))) : key;
			};
			const before = stage.server.records('purchase-orders').map(({ key }) => shown(key));
			expect(await stage.keys()).toEqual(before);

			const { status } = await stage.ask('POST', 'purchase-orders', { orderNo: 'Größe-1' });
			expect(status).toBe({ created: 201, noContent: 204 }[dialect.record as string] ?? 200);
			const created = stage.server.records('purchase-orders').at(-1)?.key ?? '';
			const all = [...before, shown(created)];
			const isLate = dialect.lateListsMs === LATE_MS;
			expect(await stage.keys()).toEqual(isLate ? before : all);
			const byKey = (await stage.get(`purchase-orders/${created}`)).status;
			expect(byKey).toBe(dialect.lateRecordsMs === LATE_MS ? 404 : 200);
			await jest.advanceTimersByTimeAsync(LATE_MS);
			expect(await stage.keys()).toEqual(all);
			expect((await stage.get(`purchase-orders/${created}`)).status).toBe(200);
			const filtered = 'purchase-orders?per_page=5&filter[orderNo]=Gr%C3%B6%C3%9Fe-1';
			if (dialect.filters === 'refused') expect((await stage.get(filtered)).status).toBe(422);
			else {
				const found = dialect.filters === 'ignored' ? all : [shown(created)];
				expect(await stage.keys(filtered)).toEqual(found);
			}
		}),
		{ numRuns: 150 },
	);
}, 120_000);

const NUMBERS = { status: 503, ms: 30, workMs: 2000, by: 'insertion' };

test('whatever the dialect, a fault does what it says, and nothing waits in the end', async () => {
	const kinds = fc.constantFrom(...FAULT_KINDS);
	await fc.assert(
		fc.asyncProperty(dialects, styles, kinds, async (dialect, apiStyle, kind) => {
			const { status: code, ...others } = NUMBERS;
			const status = kind === 'notSupported' ? 405 : code;
			const effect = { kind, ...others, status } as FaultEffect;
			const stage = speaking(dialect, { apiStyle, orders: 2, faults: [{ effect, times: 1 }] });
			const answer = stage.send('POST', 'purchase-orders', { orderNo: 'X' });
			await jest.advanceTimersByTimeAsync(NUMBERS.workMs);
			const outcome = await answer;
			const drops = ['dropBefore', 'dropAfter', 'silent', 'cutBody', 'dropWhileWorking'];
			expect('dropped' in outcome).toBe(drops.includes(kind));
			const idle = ['status', 'dropBefore', 'silent', 'html', 'reauthorization', 'notSupported'];
			const records = stage.server.records('purchase-orders');
			expect(records).toHaveLength(idle.includes(kind) ? 2 : 3);
			expect([stage.server.working, jest.getTimerCount()]).toEqual([0, 0]);
		}),
		{ numRuns: 150 },
	);
}, 120_000);
