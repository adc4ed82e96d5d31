import type { MakiniRecord } from '../../client/wire/envelopes';
import { Requests, type ClientOptions } from '../../client/requests/requests';
import { stateRequest } from '../../client/wire/styles';
import { readRecordState, type RecordState } from '../../polling/state';
import { tokenMark } from '../../polling/subject';
import { readSyncState } from '../requests/syncState';

/** A connection as its state is asked for. */
interface Access {
	options: ClientOptions;
}

const WORDS = { doing: 'reading the state of the connection' };

/**
 * The state of the connection in plain words, and its identification where it has one.
 * @throws MakiniError
 */
export async function readConnection({
	options,
}: Access): Promise<{ state: MakiniRecord; connectionId: string | null }> {
	const state = await new Requests(options).read(
		stateRequest(options.connection),
		WORDS,
		({ body }) => readSyncState(body),
	);
	const { connectionId } = state;
	return { state, connectionId: typeof connectionId === 'string' ? connectionId : null };
}

/** What identifies the connection. Where it cannot be had, what is wrong shows when the records are read. */
export const connectionIdOf = async (access: Access): Promise<string | null> =>
	await readConnection(access).then(
		({ connectionId }) => connectionId,
		() => null,
	);

/**
 * The state as it was kept, unless the credential has got the token of another connection meanwhile.
 * @param untold what counts where that cannot be told.
 */
export async function keptState(
	access: Access,
	stored: unknown,
	subject: string,
	untold: 'same' | 'other' = 'same',
): Promise<RecordState | undefined> {
	const state = readRecordState(stored, subject);
	const token = tokenMark(access.options.connection);
	if (!state || state.token === token) return state;
	const connectionId = await connectionIdOf(access);
	const isTold = connectionId !== null && state.connectionId !== null;
	const isOther = isTold ? connectionId !== state.connectionId : untold === 'other';
	if (isOther) return undefined;
	return { ...state, token, connectionId: connectionId ?? state.connectionId };
}
