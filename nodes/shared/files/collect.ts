/**
 * Bytes outside of its heap beyond which V8 collects young objects before it gives more: twice the
 * young generation, whose half is 64 MB at most from Node.js 24 on, 16 MB before.
 */
const HINT = 128 * 1024 * 1024;

/**
 * Left to itself, V8 lets 150 MB of used records pile up before it looks through them, in the
 * process that runs all other workflows too. Memory that is asked for and never touched takes none,
 * and makes it look when more is asked for: now.
 */
export function hintToCollect(): void {
	try {
		Buffer.allocUnsafeSlow(HINT);
		Buffer.allocUnsafeSlow(1);
	} catch {
		// A system that promises no memory that it does not have leaves V8 to itself.
	}
}
