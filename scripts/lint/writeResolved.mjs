// The nodes' parameters are generated, so a linter that reads their sources sees none of them. This writes every built
// node and credential out as a class with a literal description, which n8n's linters can read.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { format } from 'prettier';
import { root } from '../install.mjs';

const require = createRequire(import.meta.url);
const target = path.join(root, '.scratch', 'resolved');

/** Writes the classes of a built package out; returns the folder that holds them. */
export async function writeResolved(packageFolder = root) {
	rmSync(target, { recursive: true, force: true });
	mkdirSync(target, { recursive: true });
	cpSync(path.join(packageFolder, 'package.json'), path.join(target, 'package.json'));
	const { n8n } = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8'));
	for (const file of n8n.nodes) await writeClass(path.join(packageFolder, file), nodeSource);
	for (const file of n8n.credentials)
		await writeClass(path.join(packageFolder, file), credentialSource);
	return target;
}

async function writeClass(built, source) {
	const name = path.basename(built).split('.')[0];
	const instance = new (require(built)[name])();
	const folder = path.join(target, folderBelowDist(built));
	mkdirSync(folder, { recursive: true });
	for (const entry of readdirSync(path.dirname(built))) {
		if (/\.(svg|png|json)$/.test(entry))
			cpSync(path.join(path.dirname(built), entry), path.join(folder, entry));
	}
	const text = await format(source(name, instance), {
		parser: 'typescript',
		singleQuote: true,
		useTabs: true,
		printWidth: 100,
	});
	writeFileSync(path.join(folder, path.basename(built).replace(/\.js$/, '.ts')), text);
}

/** .../dist/nodes/MakiniVendor/MakiniVendor.node.js gives nodes/MakiniVendor. */
function folderBelowDist(built) {
	return path.dirname(built).split(`${path.sep}dist${path.sep}`).at(-1);
}

/** The methods' names alone: which of them there are is what the linters look at. */
function methodsSource(webhookMethods) {
	const groups = Object.entries(webhookMethods ?? {}).map(([group, methods]) => {
		const names = Object.keys(methods).map((method) => `async ${method}() { return true; }`);
		return `${group}: { ${names.join(', ')} }`;
	});
	return groups.length === 0 ? '' : `webhookMethods = { ${groups.join(', ')} };`;
}

function nodeSource(name, { description, webhookMethods }) {
	const literal = JSON.stringify(description, null, 1).replace(
		/"(inputs|outputs)": \[([^\]]*)\]/g,
		(_match, key, types) => `"${key}": [${types.replaceAll('"main"', 'NodeConnectionTypes.Main')}]`,
	);
	return `import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
export class ${name} implements INodeType { description: INodeTypeDescription = ${literal}; ${methodsSource(webhookMethods)} }`;
}

const credentialTypes = {
	authenticate: 'IAuthenticateGeneric',
	icon: 'Icon',
	properties: 'INodeProperties[]',
	test: 'ICredentialTestRequest',
};

function credentialSource(name, instance) {
	const fields = Object.entries(instance).map(([field, value]) => {
		const type = credentialTypes[field];
		return `${field}${type === undefined ? '' : `: ${type}`} = ${JSON.stringify(value, null, 1)};`;
	});
	const imported = Object.values(credentialTypes).join(', ').replace('[]', '');
	return `import type { ICredentialType, ${imported} } from 'n8n-workflow';
export class ${name} implements ICredentialType { ${fields.join('\n\n')} }`;
}
