import path from 'node:path';
import type { INodeType } from 'n8n-workflow';
import packageJson from '../../package.json';
import { entitiesOfNode } from './entitiesOfNode';

type NodeModule = Record<string, new () => INodeType>;

async function load(built: string): Promise<INodeType[]> {
	const source = built.replace(/^dist\//, '').replace(/\.js$/, '.ts');
	const name = path.basename(source).replace(/\.node\.ts$/, '');
	const module = (await import(path.resolve(__dirname, '../..', source))) as NodeModule;
	const NodeClass = module[name];
	return NodeClass ? [new NodeClass()] : [];
}

/** Every node of the package that is made from the catalogue, by display name. */
export async function entityNodes(): Promise<INodeType[]> {
	const nodes = (await Promise.all(packageJson.n8n.nodes.map(load))).flat();
	return nodes
		.filter((node) => entitiesOfNode(node).length > 0)
		.sort((a, b) => a.description.displayName.localeCompare(b.description.displayName));
}
