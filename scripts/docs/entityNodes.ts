import path from 'node:path';
import type { INodeType } from 'n8n-workflow';
import packageJson from '../../package.json';
import { entitiesOfNode } from './entitiesOfNode';

type NodeModule = Record<string, new () => INodeType>;

/**
 * A node by the compiled file that the package names, out of its source.
 * @throws TypeError where the source has no such node.
 */
export async function loadNode(built: string): Promise<INodeType> {
	const source = built.replace(/^dist\//, '').replace(/\.js$/, '.ts');
	const name = path.basename(source).replace(/\.node\.ts$/, '');
	const module = (await import(path.resolve(__dirname, '../..', source))) as NodeModule;
	const NodeClass = module[name];
	if (!NodeClass) throw new TypeError(`${source} has no class ${name}`);
	return new NodeClass();
}

/** Every node of the package that is made from the catalogue, by display name. */
export async function entityNodes(): Promise<INodeType[]> {
	const nodes = await Promise.all(packageJson.n8n.nodes.map(loadNode));
	return nodes
		.filter((node) => entitiesOfNode(node).length > 0)
		.sort((a, b) => a.description.displayName.localeCompare(b.description.displayName));
}
