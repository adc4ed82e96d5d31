// npm run docs: writes the pages that are made from the catalogue.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { entityNodes } from './entityNodes';
import { operationsPage } from './operations';

const file = path.resolve(__dirname, '../../docs/operations.md');
void entityNodes().then((nodes) => {
	writeFileSync(file, operationsPage(nodes));
	console.log(`Wrote docs/operations.md: ${nodes.length} nodes`);
});
