/** Bytes beyond which V8 collects for the sake of memory outside of its heap (its external allocation limit). */
const HINT = 64 * 1024 * 1024;

/**
 * Left to itself, V8 lets 150 MB of used records pile up before it looks through them, in the process that runs all other
 * workflows too. Memory that is asked for and never touched takes none, and makes it look now.
 */
export function hintToCollect(): void {
	Buffer.allocUnsafeSlow(HINT);
}
