// Prints the executions of a workflow after a given one, straight from n8n's database: thousands of them in a second. Runs
// in the Node.js of n8n, which has SQLite built in. Arguments: database, workflow, execution.
import { DatabaseSync } from 'node:sqlite';

const [file, workflow, after] = process.argv.slice(2);
const database = new DatabaseSync(file, { readOnly: true });
const rows = database
	.prepare(
		`SELECT entity.id, entity.status, data.data FROM execution_entity entity
		LEFT JOIN execution_data data ON data.executionId = entity.id
		WHERE entity.workflowId = ? AND entity.id > ? ORDER BY entity.id`,
	)
	.all(workflow, Number(after));
process.stdout.write(JSON.stringify(rows));
