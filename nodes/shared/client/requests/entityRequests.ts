import { upperFirst } from 'lodash';
import type { Entity, OperationName, SystemType } from '../../catalogue/types';
import { Delivery, unreachable, type Answered } from '../traffic/delivery';
import { inputError, MakiniError, mayBeWritten } from '../errors/errors';
import {
	detailsOf,
	doing,
	explain,
	systemTypeLabel,
	unexpectedBody,
	unsupported,
	type Attempt,
} from '../refusals/explain';
import type { ClientOptions } from './clientOptions';
import { withStop } from '../errors/readableText';
import { isRepeatable } from '../traffic/retryPolicy';
import { recordPath } from '../wire/styles';
import type { Connection, WireRequest, WireResponse } from '../wire/transport';
import { unauthorized } from './unauthorized';

/** Sends requests about records of entities, and says what a refusal of one means. */
export class EntityRequests {
	readonly delivery: Delivery;

	private refusal: Promise<MakiniError> | undefined;

	constructor(readonly options: ClientOptions) {
		this.delivery = new Delivery(options);
	}

	get connection(): Connection {
		return this.options.connection;
	}

	/** Whether connections of this system type have an operation of an entity. */
	isOffered(entity: Entity, operation: OperationName): boolean {
		const { systemType, apiStyle } = this.connection;
		return apiStyle === 'v1' || systemTypesOf(entity, operation).includes(systemType);
	}

	/**
	 * Refuses an entity, or an operation of it, that connections of this system type do not have.
	 * @throws MakiniError (input)
	 */
	assertOffered(entity: Entity, operation: OperationName): void {
		if (this.isOffered(entity, operation)) return;
		const { systemType } = this.connection;
		const systemTypes = systemTypesOf(entity, operation);
		const what =
			entity.systemTypes.includes(systemType) && entity.operations[operation]
				? `${upperFirst(doing(entity, operation))} ${entity.plural} is`
				: `${upperFirst(entity.plural)} are`;
		const offered = systemTypes.map(systemTypeLabel).join(', ');
		throw inputError(
			`${what} not offered for connections of the type ${systemTypeLabel(systemType)}`,
			`Offered for: ${offered}. If the connected system is of one of these types, choose it as System Type in the Makini credential or in the options.`,
			'systemType',
		);
	}

	/**
	 * Sends a request that may be repeated; gives its successful response.
	 * @param isWanted whether anybody still waits for the answer.
	 * @throws MakiniError (uncertain) for a change that may have been made.
	 */
	async send(
		request: WireRequest,
		attempt: Attempt,
		isWanted?: () => boolean,
	): Promise<WireResponse> {
		const delivered = await this.delivery.deliver(request, 0, isWanted);
		if (delivered.kind === 'uncertain') throw uncertainChange(delivered.cause, attempt);
		const { response } = delivered;
		if (response.status < 300) return response;
		if (request.method === 'GET') throw await this.refuse(response, attempt);
		throw await this.refuseWrite(request.method, delivered, attempt);
	}

	/** The error for a refused change, which an earlier try or the server that failed may have made all the same. */
	async refuseWrite(
		method: WireRequest['method'],
		{ response, repeated }: Answered,
		attempt: Attempt,
	): Promise<MakiniError> {
		const error = await this.refuse(response, attempt);
		const isRefused = response.status < 500 || response.status === 501;
		return isRefused && !repeated ? error : mayBeWritten(error, isRepeatable(method));
	}

	/** The error for a refusal, after a look at what could be its cause. */
	async refuse(response: WireResponse, attempt: Attempt): Promise<MakiniError> {
		if (response.status === 401) {
			const { connection, byConsent } = this.options;
			this.refusal ??= unauthorized(detailsOf(response), this.delivery, connection, byConsent);
			return await this.refusal;
		}
		const { entity, operation, key } = attempt;
		const isUnclear =
			response.status === 404 && key !== undefined && !entity.operations[operation]?.published;
		if (isUnclear && (await this.exists(entity, key))) {
			return unsupported(attempt, detailsOf(response));
		}
		return explain(response, attempt);
	}

	/** Runs a task while no other one of these names runs, in this process. Names are taken in one order by everybody. */
	async exclusive<T>(names: readonly string[], task: () => Promise<T>): Promise<T> {
		const [name, ...others] = [...new Set(names)].sort();
		if (name === undefined) return await task();
		return await this.options.limiter.exclusive(
			name,
			async () => await this.exclusive(others, task),
			this.delivery.waiter(),
		);
	}

	/** Whether a record can be read. */
	async exists(entity: Entity, key: string): Promise<boolean> {
		const path = recordPath(this.connection, entity, key);
		const delivered = await this.delivery.deliver({ method: 'GET', path });
		return delivered.kind === 'response' && delivered.response.status < 300;
	}
}

const systemTypesOf = (entity: Entity, operation: OperationName): readonly SystemType[] =>
	entity.operations[operation]?.systemTypes ?? entity.systemTypes;

/** The error for a change of which nobody knows whether it was made. */
export function uncertainChange(
	cause: Parameters<typeof unreachable>[0] | WireResponse,
	attempt: Attempt,
): MakiniError {
	const { entity, operation, key } = attempt;
	const why =
		cause.kind === 'failure'
			? unreachable(cause).message
			: cause.status < 300
				? unexpectedBody(cause, attempt).message
				: explain(cause, attempt).message;
	return new MakiniError(
		`The ${entity.singular}${key === undefined ? '' : ` ${key}`} may or may not have been changed`,
		{
			...(cause.kind === 'response' ? detailsOf(cause) : {}),
			kind: 'uncertain',
			hint: `${withStop(why)} Look at it in Makini before you go on ${doing(entity, operation)} it.`,
		},
	);
}
