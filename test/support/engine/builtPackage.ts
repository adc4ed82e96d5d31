import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType, INodeType, INodeTypeDescription } from 'n8n-workflow';

export const packageRoot = path.resolve(__dirname, '../../..');

interface Manifest {
	name: string;
	n8n: { nodes: string[]; credentials: string[] };
}

let loading: Promise<PackageDirectoryLoader> | undefined;

/** The package as n8n loads it from its folder: built classes, codex data, resolved icons. Loaded once a test file. */
export async function builtPackage(): Promise<PackageDirectoryLoader> {
	loading ??= load();
	return await loading;
}

async function load(): Promise<PackageDirectoryLoader> {
	const manifest = JSON.parse(
		readFileSync(path.join(packageRoot, 'package.json'), 'utf8'),
	) as Manifest;
	for (const file of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
		if (!existsSync(path.join(packageRoot, file))) {
			throw new Error(`${file} is missing: run "npm run build" before the engine tests`);
		}
	}
	const loader = new PackageDirectoryLoader(packageRoot);
	await loader.loadAll();
	return loader;
}

/** A built node by class name (MakiniVendor) or by type name (makiniVendor). */
export async function builtNode(name: string): Promise<INodeType> {
	const loader = await builtPackage();
	const typeName = name.charAt(0).toLowerCase() + name.slice(1);
	const loaded = loader.nodeTypes[typeName];
	if (loaded === undefined) {
		const known = Object.keys(loader.nodeTypes).join(', ');
		throw new Error(`The package has no node "${name}". It has: ${known}`);
	}
	if ('nodeVersions' in loaded.type) return loaded.type.getNodeType();
	return loaded.type;
}

/** All credential types of the package, by name. */
export async function builtCredentials(): Promise<Record<string, ICredentialType>> {
	const { credentialTypes } = await builtPackage();
	return Object.fromEntries(
		Object.entries(credentialTypes).map(([name, { type }]) => [name, type]),
	);
}

/** Every node description of the package as n8n hands it to the editor. */
export async function resolveTypes(): Promise<INodeTypeDescription[]> {
	return (await builtPackage()).types.nodes;
}
