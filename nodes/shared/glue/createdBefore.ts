/** Creations that are remembered, over all executions of the process. */
const MOST = 50_000;

const keys = new Map<string, string>();

/**
 * Makini's key of the record that this process has created under an idempotency key. n8n's Retry On Fail runs a node
 * again with all its items: those that were created the first time must not be created again, and not every connected
 * system looks at idempotency keys.
 */
export const createdBefore = (idempotencyKey: string): string | undefined =>
	keys.get(idempotencyKey);

/** Remembers a creation; the oldest ones are forgotten first. */
export function rememberCreation(idempotencyKey: string, recordKey: unknown): void {
	if (typeof recordKey !== 'string' || recordKey === '') return;
	const oldest = keys.size >= MOST ? keys.keys().next().value : undefined;
	if (oldest !== undefined) keys.delete(oldest);
	keys.set(idempotencyKey, recordKey);
}
