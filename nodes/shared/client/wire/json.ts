const LONG_NUMBER = /:\s*-?\d{16}/;

const LONG_KEY = /("(?:\w*[kK]ey|_?id)"\s*:\s*)(-?\d{16,})(?=\s*[,}])/g;

/**
 * Parses JSON. Keys that are numbers too large to be exact become texts: as numbers they would be
 * those of other records. A name with its quotation marks and a colon stands nowhere within a text,
 * where the marks are escaped.
 * @throws SyntaxError where it is none.
 */
export function parseJson(text: string): unknown {
	if (!LONG_NUMBER.test(text)) return JSON.parse(text);
	const exact = text.replace(LONG_KEY, (all, name: string, digits: string) =>
		Number.isSafeInteger(Number(digits)) ? all : `${name}"${digits}"`,
	);
	return JSON.parse(exact);
}
