const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** `{` and `[` open what `}` and `]` close. */
const OPENING = [0x7b, 0x5b] as const;
const CLOSING = [0x7d, 0x5d] as const;

/**
 * Whether every bracket and every text of a JSON object or array in UTF-8 is closed, as they are not in one that was cut
 * off on its way. Takes less time than reading it, and no memory. Says `false` of anything but objects and arrays.
 */
export function isClosedJson(bytes: Uint8Array): boolean {
	let depth = 0;
	let isOpened = false;
	let isInText = false;
	for (let at = 0; at < bytes.length; at += 1) {
		const byte = bytes[at];
		if (isInText) {
			if (byte === BACKSLASH) at += 1;
			else if (byte === QUOTE) isInText = false;
		} else if (byte === QUOTE) {
			isInText = true;
		} else if (byte === OPENING[0] || byte === OPENING[1]) {
			depth += 1;
			isOpened = true;
		} else if (byte === CLOSING[0] || byte === CLOSING[1]) {
			depth -= 1;
		}
	}
	return isOpened && depth === 0 && !isInText;
}
