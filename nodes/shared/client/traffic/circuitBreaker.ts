import type { WireFailure } from '../wire/transport';

/** Failures in a row to reach a host. */
export interface Circuit {
	failures: number;
}

export const CLOSED: Circuit = { failures: 0 };

/** So many failures in a row open the circuit: the host is left alone for a while. */
export const FAILURES_TO_OPEN = 8;

const FIRST_REST_MS = 2_000;

/** Longest rest in milliseconds. */
const LONGEST_REST_MS = 30_000;

/** Whether a failure says something about the host: where no token was to be had, it was not asked at all. */
export const isOfHost = ({ code }: WireFailure): boolean => !code.startsWith('MAKINI_TOKEN_');

export const onFailure = ({ failures }: Circuit): Circuit => ({ failures: failures + 1 });

export const isOpen = ({ failures }: Circuit): boolean => failures >= FAILURES_TO_OPEN;

/** Milliseconds for which an open circuit sends nothing after the last failure; they double with each further one. */
export const restMs = ({ failures }: Circuit): number =>
	Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (failures - FAILURES_TO_OPEN));
