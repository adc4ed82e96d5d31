import type { MakiniRecord } from '../../../../nodes/shared/client/wire/envelopes';
import type { Send, WireRequest } from '../../../../nodes/shared/client/wire/transport';
import { clientWith, connection, FakeClock, response } from '../support';
import type { SystemType } from '../../../../nodes/shared/catalogue';
import type { MakiniClient } from '../../../../nodes/shared/client/client';

/** A Makini with lists of several entities, by their paths; pages of at most 100 records. */
export class Lists {
	readonly requests: WireRequest[] = [];

	/** Milliseconds that an answer takes. */
	takesMs = 10;

	/** What lists of a path answer with in place of their records. */
	readonly refused = new Map<string, ReturnType<typeof response>>();

	constructor(
		private readonly clock: FakeClock,
		readonly records: Record<string, MakiniRecord[]>,
	) {}

	send: Send = async (request) => {
		this.requests.push(request);
		await this.clock.pass(this.takesMs);
		const [, , , first = '', second] = request.path.split('/');
		// Statuses stand by what they are of: "statuses/purchase-orders".
		const [path, key] = first === 'statuses' ? [first, undefined] : [first, second];
		const refusal = this.refused.get(path);
		if (refusal) return refusal;
		const all = this.records[path] ?? [];
		if (request.method === 'POST') {
			const record = { key: `new-${all.length}`, ...(request.body as MakiniRecord) };
			all.push(record);
			return response(201, { data: record });
		}
		if (key !== undefined) {
			const found = all.find((record) => record.key === decodeURIComponent(key));
			if (found && request.method === 'PUT') Object.assign(found, request.body);
			return found ? response(200, { data: found }) : response(404, {});
		}
		const query = new Map(request.query);
		const found = all.filter((record) =>
			[...query].every(([name, value]) => {
				const field = /^filter\[(\w+)\]$/.exec(name)?.[1];
				return field === undefined || String(record[field]).trim() === value;
			}),
		);
		const size = Math.min(100, Number(query.get('per_page')));
		const page = Number(query.get('page') ?? 1);
		return response(200, {
			data: found.slice((page - 1) * size, page * size),
			meta: {
				current_page: page,
				last_page: Math.max(1, Math.ceil(found.length / size)),
				total: found.length,
			},
		});
	};

	count(path: string): number {
		return this.requests.filter((request) => request.path.includes(`/${path}`)).length;
	}
}

/** A client of a Makini with these lists. */
export function listClient(
	records: Record<string, MakiniRecord[]>,
	systemType: SystemType = 'erp',
): {
	client: MakiniClient;
	server: Lists;
	clock: FakeClock;
} {
	const clock = new FakeClock();
	const server = new Lists(clock, records);
	return {
		clock,
		server,
		client: clientWith({ clock, send: server.send, connection: { ...connection, systemType } }),
	};
}

/** So many records with codes and names. */
export const many = (count: number, prefix: string): MakiniRecord[] =>
	Array.from({ length: count }, (_, index) => ({
		key: `${prefix}k${index}`,
		code: `${prefix}-${index}`,
		name: `${prefix} no. ${index}`,
	}));
