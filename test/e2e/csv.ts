/** Reads a CSV text with quoted cells into rows. n8n 1 begins its files with a byte order mark, n8n 2 does not. */
export function parseCsv(file: string): string[][] {
	const text = file.replace(/^\uFEFF/, '');
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
