/** The last part of a pasted address, or the key as it stands. */
export function keyFrom(value: string): string {
	const text = value.trim();
	if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return text;
	const part = new URL(text).pathname.replace(/\/+$/, '').split('/').pop() ?? '';
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}
