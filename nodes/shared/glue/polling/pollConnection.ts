import type { IPollFunctions } from 'n8n-workflow';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { MakiniError } from '../../client/errors/errors';
import {
	connectionDeliveryId,
	findingOf,
	isNews,
	type Finding,
} from '../../polling/connectionChanges';
import { readConnectionState, STATE_VERSION, type ConnectionState } from '../../polling/state';
import { subjectOf } from '../../polling/subject';
import { instantOf, isoOf } from '../../polling/times';
import { readConnection } from '../changes/connectionState';
import type { ConnectionAccess } from '../session/session';
import type { Delivery, Polled } from './pollOutput';
import { readConnectionEvents } from './pollParameters';

function deliveryOf(found: Finding, connectionId: string | null): Delivery {
	const time = instantOf(found.at);
	return {
		event: found.event,
		entity: null,
		connectionId,
		occurredAt: time === undefined ? null : isoOf(time),
		deliveryId: connectionDeliveryId(found, connectionId),
		data: found.data,
	};
}

/** The state as an item, also where it stands for no event. */
function example(state: MakiniRecord, connectionId: string | null): Delivery {
	const found = findingOf(state);
	if (found) return deliveryOf(found, connectionId);
	const at = typeof state.lastSync === 'string' ? state.lastSync : null;
	const finding = { event: 'syncCompleted', at, data: state } as const;
	return { ...deliveryOf(finding, connectionId), event: 'other' };
}

const isRefused = (error: unknown): error is MakiniError =>
	error instanceof MakiniError &&
	(error.kind === 'authentication' || error.kind === 'reauthorization');

interface Look {
	found: Finding | undefined;
	connectionId: string | null;
}

/**
 * What there is to find. A token that is refused says the same as a state that asks for reauthorization, but not to
 * whoever activates the trigger.
 */
async function look(access: ConnectionAccess, known: ConnectionState | undefined): Promise<Look> {
	const refused = (error: unknown): Look => {
		if (!known || !isRefused(error)) throw error;
		const data = { state: 'needsReauthorization', summary: error.message, hint: error.description };
		const event = 'connectionReauthorization';
		return { found: { event, at: null, data }, connectionId: known.connectionId };
	};
	const knownId = known?.connectionId ?? null;
	return await readConnection(access).then(
		({ state, connectionId }) => ({
			found: findingOf(state),
			connectionId: connectionId ?? knownId,
		}),
		refused,
	);
}

/**
 * One poll for events of the connection. The first one only takes note.
 * @throws MakiniError where the state cannot be read.
 */
export async function pollForConnection(
	context: IPollFunctions,
	access: ConnectionAccess,
	stored: unknown,
): Promise<Polled> {
	const events = readConnectionEvents(context);
	if (context.getMode() === 'manual') {
		const { state, connectionId } = await readConnection(access);
		return { deliveries: [example(state, connectionId)] };
	}
	const subject = subjectOf({
		source: 'connection',
		entity: '',
		conditions: [],
		connection: access.options.connection,
		credentialId: access.credentialId,
	});
	const known = readConnectionState(stored, subject);
	const { found, connectionId } = await look(access, known);
	const last = found ? { event: found.event, at: found.at } : (known?.last ?? null);
	const isEvent = known && found && isNews(found, known.last) && events.has(found.event);
	return {
		deliveries: isEvent ? [deliveryOf(found, connectionId)] : [],
		state: { version: STATE_VERSION, subject, connectionId, last } satisfies ConnectionState,
	};
}
