// Part of the build: writes beside the compiled nodes what their operations give out. n8n shows these fields before a
// node ran, and looks for them at this place.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import packageJson from '../../package.json';
import { schemasOfPackage } from './schemas';

const root = path.resolve(__dirname, '../..');

void schemasOfPackage(packageJson.n8n.nodes).then((schemas) => {
	for (const { folder, resource, operation, schema } of schemas) {
		const file = path.join(root, folder, '__schema__', 'v1.0.0', resource, `${operation}.json`);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, JSON.stringify({ ...schema, version: 1 }));
	}
	console.log(`Wrote the fields of ${schemas.length} operations`);
});
