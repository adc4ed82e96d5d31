import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Reads the command line. `--help` prints the help and ends the process, and so does a mistake. */
export function readOptions<T extends NonNullable<ParseArgsConfig['options']>>(
	help: string,
	options: T,
) {
	if (process.argv.includes('--help') || process.argv.includes('-h')) {
		console.log(help);
		process.exit(0);
	}
	try {
		return parseArgs({ options, allowPositionals: true });
	} catch (error) {
		console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
		process.exit(2);
	}
}
