import packageJson from '../../package.json';

/** Class names of the nodes that are made from the catalogue; the others have tests of their own. */
const OTHERS = new Set([
	'MakiniConnection',
	'MakiniApiRequest',
	'MakiniTrigger',
	'MakiniPollingTrigger',
]);

export const ENTITY_NODES: string[] = packageJson.n8n.nodes
	.map((file) => file.split('/').at(-2) ?? '')
	.filter((name) => !OTHERS.has(name));
