import { Server, Socket } from 'node:net';

// Not documented, but there for long, and the only way to get hold of what is open.
const { _getActiveHandles: open } = process as unknown as { _getActiveHandles: () => object[] };

/** What each test file may leave open. */
const STANDARD: readonly object[] = [process.stdin, process.stdout, process.stderr];

const nameOf = (handle: object): string => {
	if (handle instanceof Server) return 'a server that listens';
	if (handle instanceof Socket) return 'a connection that is open';
	return `something open (${handle.constructor.name})`;
};

function end(handle: object): void {
	if (handle instanceof Server) handle.close();
	else if (handle instanceof Socket) handle.on('error', () => {}).destroy();
}

/** Servers, connections and the like that are open now, but were not when this was made. */
export class OpenedHandles {
	private readonly before = new Set(open());

	/** What they are, in words. */
	get names(): string[] {
		return this.opened().map(nameOf);
	}

	/** Ends all of them. */
	end(): void {
		for (const handle of this.opened()) end(handle);
	}

	private opened(): object[] {
		return open().filter((handle) => !this.before.has(handle) && !STANDARD.includes(handle));
	}
}
