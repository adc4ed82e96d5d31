/** Reads a CSV text with quoted cells into rows. */
export function parseCsv(text: string): string[][] {
	const rows: string[][] = [[]];
	const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
	for (let match = cells.exec(text); match; match = cells.exec(text)) {
		const [whole, quoted, plain = '', end] = match;
		rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
		if (end === ',') continue;
		if (whole === '' || cells.lastIndex === text.length) break;
		rows.push([]);
	}
	return rows;
}
