// Jest loads this before every engine test file: n8n-core reads these settings while it is being imported.
import { mkdirSync } from 'node:fs';
import path from 'node:path';

const userFolder = path.resolve(
	__dirname,
	'../../../.scratch/n8n-user',
	String(process.env.JEST_WORKER_ID ?? '0'),
);
mkdirSync(userFolder, { recursive: true });
process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_ENCRYPTION_KEY = 'a key for tests only';
process.env.N8N_EXPRESSION_ENGINE = 'legacy';
// The engine reports every failed node; a test reads that from the result.
process.env.N8N_LOG_LEVEL = 'silent';
// A proxy of the machine's own would hide connection errors behind its answers.
for (const name of ['http_proxy', 'https_proxy', 'all_proxy']) {
	delete process.env[name];
	delete process.env[name.toUpperCase()];
}
