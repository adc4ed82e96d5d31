import { pick } from 'lodash';
import type { Entity, OperationName } from '../../catalogue/types';
import { differingFields } from '../matching/compare';
import { numberName } from '../matching/matchValue';
import { uncertain, type Requests } from '../requests/requests';
import { isFailure, readRecord, type MakiniRecord } from '../wire/envelopes';
import { MakiniError, mayBeWritten } from '../errors/errors';
import { isHtml, unreadable, type Attempt } from '../refusals/explain';
import { isRepeatable } from '../traffic/retryPolicy';
import { recordPath, type Within } from '../wire/styles';
import type { WireRequest } from '../wire/transport';
import { leavesDoubt } from './inDoubt';

/** Single records that exist: reading and changing them. */
export class Records {
	constructor(private readonly requests: Requests) {}

	async get(entity: Entity, key: string): Promise<MakiniRecord> {
		const path = recordPath(this.requests.connection, entity, key);
		return await this.request({ method: 'GET', path }, { entity, operation: 'get', key });
	}

	/** A record as it is now; `undefined` where none is found by that key. */
	async find(entity: Entity, key: string): Promise<MakiniRecord | undefined> {
		return await this.get(entity, key).catch((error: unknown) => {
			if (error instanceof MakiniError && error.kind === 'notFound') return undefined;
			throw error;
		});
	}

	/** @param before the record as it was read just before. */
	async update(
		entity: Entity,
		key: string,
		data: MakiniRecord,
		{ within, before }: { within?: Within; before?: MakiniRecord } = {},
	): Promise<MakiniRecord> {
		const path = recordPath(this.requests.connection, entity, key, within);
		const { recent, clock, run } = this.requests.options;
		const change = { entity, kind: 'update', path, shows: data, before } as const;
		const record = await this.request(
			{ method: 'PUT', path, body: data, change },
			{ entity, operation: 'update', key },
			data,
		);
		recent.updated(entity, { ...record, key }, clock.now(), run);
		return record;
	}

	/**
	 * Deletes a record. A repeated try that finds nothing has succeeded: the try before it did the
	 * work, in this run of the node or in an earlier one.
	 * @param number by which the record was found: an earlier try may have left nothing to find by it.
	 */
	async delete(entity: Entity, key: string, number?: string): Promise<void> {
		this.requests.assertOffered(entity, 'delete');
		const { recent, clock } = this.requests.options;
		// Before it is sent: what becomes of it may stay unknown.
		recent.removed(entity, key, clock.now());
		await this.sendDeletion(entity, key).catch((error: unknown) => {
			const name = number === undefined ? undefined : numberName(entity, number);
			if (leavesDoubt(error)) recent.deletionInDoubt(entity, key, clock.now(), name);
			throw error;
		});
	}

	private async sendDeletion(entity: Entity, key: string): Promise<void> {
		const { requests } = this;
		const { recent, clock } = requests.options;
		const attempt: Attempt = { entity, operation: 'delete', key };
		const path = recordPath(requests.connection, entity, key);
		const change = { entity, kind: 'delete', path } as const;
		const delivered = await requests.delivery.deliver({ method: 'DELETE', path, change });
		if (delivered.kind === 'uncertain') throw uncertain(delivered.cause, attempt);
		const { response } = delivered;
		const isRepeated = delivered.repeated || recent.mayBeDeleted(entity, key, clock.now());
		if (response.status === 404 && isRepeated) return;
		if (response.status >= 300) throw await requests.refuseWrite('DELETE', delivered, attempt);
		// A text, such as the page of a proxy, does not say that anything was deleted.
		const isText = typeof response.body === 'string' && response.body.trim() !== '';
		const isSaid = !isText && !isFailure(response.body);
		if (isSaid || !entity.operations.get || !(await requests.exists(entity, key))) return;
		throw unreadable(response, attempt);
	}

	/**
	 * Changes a record by a named action of the entity, such as its status.
	 * @param before the record as it was read just before.
	 */
	async act(
		entity: Entity,
		operation: OperationName,
		key: string,
		body?: MakiniRecord,
		before?: MakiniRecord,
	): Promise<MakiniRecord> {
		const action = entity.operations[operation]?.action;
		if (!action) throw new TypeError(`${entity.name} has no action ${operation}`);
		const path = recordPath(this.requests.connection, entity, key);
		const shows = shownBy(entity, operation, body);
		const change = { entity, kind: 'update', path, shows, before } as const;
		const record = await this.request(
			{ method: action.method, path: `${path}/${action.segment}`, body, change },
			{ entity, operation, key },
			action.kind === 'choice' ? shows : undefined,
		);
		const { recent, clock, run } = this.requests.options;
		recent.updated(entity, { ...record, key }, clock.now(), run);
		return record;
	}

	/** @param change what the record shows when the change is made, where it shows anything. */
	private async request(
		request: WireRequest,
		attempt: Attempt & { key: string },
		change?: MakiniRecord,
	): Promise<MakiniRecord> {
		const { entity, operation, key } = attempt;
		this.requests.assertOffered(entity, operation);
		const response = await this.requests.send(request, attempt);
		const record = readRecord(response.body, entity);
		if (record) return record;
		if (request.method === 'GET') throw unreadable(response, attempt);
		if (isHtml(response.body)) {
			throw mayBeWritten(unreadable(response, attempt), isRepeatable(request.method));
		}
		// An answer that says nothing: what the record is now tells whether the change was made.
		const isSaid = response.status === NO_CONTENT;
		const canTell = entity.operations.get && (change !== undefined || isSaid);
		const present = canTell
			? await this.find(entity, key).catch((error: unknown) => {
					if (!(error instanceof MakiniError)) throw error;
					if (isSaid) return null;
					throw mayBeWritten(error, isRepeatable(request.method));
				})
			: null;
		if (present && differingFields(entity.fields, change ?? {}, present).length === 0)
			return present;
		// What the system says to be done it may show later. A record that is not found may be none.
		if (isSaid && present !== undefined) return { ...change, key };
		throw uncertain(response, attempt);
	}
}

/** What a record shows when a named action was done; `undefined` where that is not known. */
export function shownBy(
	entity: Entity,
	operation: OperationName,
	body: MakiniRecord | undefined,
): MakiniRecord | undefined {
	const action = entity.operations[operation]?.action;
	if (action?.kind === 'fields')
		return pick(
			body,
			entity.fields.map(({ name }) => name),
		);
	if (action?.kind !== 'choice') return undefined;
	const chosen = entity.fields.find(({ references }) => references === action.choices);
	return chosen && { [chosen.name]: body?.[action.property] };
}

/** The status of a success that has no body. */
const NO_CONTENT = 204;
