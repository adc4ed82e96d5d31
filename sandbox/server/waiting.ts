/**
 * Waits, but not for a client that is gone or a server that stops. The timer is the global one of that moment, so that
 * tests which hold time hold this wait as well.
 */
export async function pause(ms: number, ended: AbortSignal): Promise<void> {
	if (ms <= 0 || ended.aborted) return;
	await new Promise<void>((resolve) => {
		const end = (): void => {
			clearTimeout(timer);
			ended.removeEventListener('abort', end);
			resolve();
		};
		const timer = setTimeout(end, ms);
		ended.addEventListener('abort', end);
	});
}
