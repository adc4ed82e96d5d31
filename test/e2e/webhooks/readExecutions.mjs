// Prints the executions of a workflow after a given one, straight from n8n's database: thousands of
// them in a second. Runs in the Node.js of n8n, with n8n's own driver. Arguments: folder of n8n,
// database, workflow, execution.
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

const [host, file, workflow, after] = process.argv.slice(2);
const sqlite = createRequire(path.join(host, 'package.json'))('sqlite3');
const database = new sqlite.Database(file, sqlite.OPEN_READONLY);
// Without a write-ahead log, which older n8n does not use, whoever reads waits for whoever writes.
database.configure('busyTimeout', 30_000);
const rows = await promisify(database.all.bind(database))(
	`SELECT entity.id, entity.status, data.data FROM execution_entity entity
	LEFT JOIN execution_data data ON data.executionId = entity.id
	WHERE entity.workflowId = ? AND entity.id > ? ORDER BY entity.id`,
	[workflow, Number(after)],
);
process.stdout.write(JSON.stringify(rows));
