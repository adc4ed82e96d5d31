const quietInterval = 15_000;

/** Adds a detail to the line of the step that is under way. */
export type Tell = (detail: string) => void;

/**
 * Runs one step of a command and shows it: a line that counts the seconds on a terminal, a line now and then
 * elsewhere, and how long it took at the end.
 */
export async function step<T>(label: string, work: (tell: Tell) => Promise<T>): Promise<T> {
	const started = Date.now();
	const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
	const terminal = process.stdout.isTTY === true;
	let detail = '';
	const line = () => `  ${label} … ${seconds()}${detail ? `, ${detail}` : ''}`;
	const show = () => {
		const width = (process.stdout.columns || 80) - 1;
		if (terminal) process.stdout.write(`\r\x1b[2K${line().slice(0, width)}`);
		else console.log(line());
	};
	const end = (mark: string) => {
		clearInterval(timer);
		if (terminal) process.stdout.write('\r\x1b[2K');
		console.log(`${mark} ${label} (${seconds()}${detail ? `, ${detail}` : ''})`);
	};
	const timer = setInterval(show, terminal ? 1000 : quietInterval);
	if (terminal) show();
	try {
		const result = await work((text) => {
			detail = text;
		});
		end('✓');
		return result;
	} catch (error) {
		end('✗');
		throw error;
	}
}
