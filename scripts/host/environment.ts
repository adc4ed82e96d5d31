// Settings that would change what a started n8n or npm does; the user's own n8n must not leak into ours.
const foreign =
	/^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_|CREDENTIALS_|GENERIC_TIMEZONE|NODES_|NODE_OPTIONS|npm_package_|npm_lifecycle_|npm_config_local_prefix)/;

/** This process's environment without n8n settings and without what npm adds for its scripts. */
export function cleanEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
	return { ...Object.fromEntries(kept), ...extra };
}
