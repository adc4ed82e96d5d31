import { readFileSync } from 'node:fs';
import path from 'node:path';
import { catalogue } from '../../../nodes/shared/catalogue';
import { entitiesOfNode } from '../../../scripts/docs/entitiesOfNode';
import { entityNodes } from '../../../scripts/docs/entityNodes';
import { operationsPage } from '../../../scripts/docs/operations';

const page = path.resolve(__dirname, '../../../docs/operations.md');

test('docs/operations.md is what the catalogue says; "npm run docs" renews it', async () => {
	expect(readFileSync(page, 'utf8')).toBe(operationsPage(await entityNodes()));
});

test('every entity that has operations is offered by one node', async () => {
	const offered = (await entityNodes()).flatMap((node) =>
		entitiesOfNode(node).map(({ name }) => name),
	);
	const withOperations = Object.values(catalogue)
		.filter(({ operations }) => Object.keys(operations).length > 0)
		.map(({ name }) => name);
	expect([...new Set(offered)].sort()).toEqual([...withOperations].sort());
});
