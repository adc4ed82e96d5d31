interface ServiceContainer {
	set(service: unknown, instance: unknown): void;
}

// n8n-core has a container and a logger of its own versions, which are not the ones that lie beside it.
const fromCore = { paths: [require.resolve('n8n-core')] };
const { Container } = jest.requireActual<{ Container: ServiceContainer }>(
	require.resolve('@n8n/di', fromCore),
);
const { Logger } = jest.requireActual<{ Logger: unknown }>(
	require.resolve('@n8n/backend-common', fromCore),
);

const LEVELS = ['error', 'warn', 'info', 'debug', 'verbose'] as const;

/** Takes over what n8n, its nodes and anything else of this process would log; gives it, and forgets it. */
export function catchLogs(): () => unknown[] {
	let lines: unknown[] = [];
	const keep = (...parts: unknown[]): void => {
		lines.push(...parts);
	};
	const logger = {
		...Object.fromEntries(LEVELS.map((level) => [level, keep])),
		scoped: () => logger,
	};
	Container.set(Logger, logger);
	for (const level of ['log', 'error', 'warn', 'info', 'debug'] as const) {
		jest.spyOn(console, level).mockImplementation(keep);
	}
	return () => {
		const taken = lines;
		lines = [];
		return taken;
	};
}
