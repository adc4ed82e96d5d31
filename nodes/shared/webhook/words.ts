/** Longer than any name of an event: beyond it a text is not looked at. */
const LONGEST = 200;

/**
 * The words of a name in any spelling: `PurchaseOrder.updated`, `purchase_order-updated` and
 * `PURCHASE_ORDER_UPDATED` alike.
 */
export function wordsOf(text: string): string[] {
	if (text.length > LONGEST) return [];
	return text
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
		.replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
		.toLowerCase()
		.split(/[^a-z0-9]+/)
		.filter(Boolean);
}

export const without = (words: readonly string[], unwanted: readonly string[]): string[] =>
	words.filter((word) => !unwanted.includes(word));

export const hasAny = (words: readonly string[], wanted: readonly string[]): boolean =>
	words.some((word) => wanted.includes(word));
