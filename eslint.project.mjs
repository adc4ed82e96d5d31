// This project's own rules, over everything: n8n's default configuration (eslint.config.mjs) is for what is published.
import {
	communityRules,
	credentialRules,
	nodeRules,
	packageRules,
	plugins,
} from './scripts/lint/n8nRules.mjs';
import { createTypeScriptImportResolver, importX, tseslint } from './scripts/lint/plugins.mjs';

const n8nPackages = ['n8n-*', '@n8n/*'];

/** Layers of the package: each may import itself and the ones it lists, all below nodes/. */
const layers = {
	catalogue: [],
	client: ['./shared/catalogue'],
	webhook: ['./shared/catalogue'],
	polling: ['./shared/client', './shared/catalogue'],
	files: ['./shared/client', './shared/catalogue'],
	glue: [
		'./shared/client',
		'./shared/catalogue',
		'./shared/webhook',
		'./shared/polling',
		'./shared/files',
	],
};

/** Rooms of the larger layers, from top to bottom: each may import itself and those after it. */
const rooms = {
	sandbox: ['server', 'admin', 'auth', 'system', 'api', 'dialects', 'webhooks', 'data', 'contract'],
	'nodes/shared/client': [
		'references',
		'records',
		'requests',
		'matching',
		'paging',
		'traffic',
		'refusals',
		'wire',
		'errors',
	],
	'nodes/shared/glue': [
		'trigger',
		'polling',
		'run',
		'changes',
		'files',
		'editor',
		'requests',
		'writes',
		'parameters',
		'description',
		'credentials',
		'session',
	],
};

const roomZones = Object.entries(rooms)
	.flatMap(([layer, all]) =>
		all.map((room, index) => ({
			target: `./${layer}/${room}`,
			from: [
				...(layer === 'sandbox' ? [] : [`./${layer}/*.ts`]),
				...all.slice(0, index).map((above) => `./${layer}/${above}/**/*`),
			],
			message: `Imports within ${layer} go down: ${all.join(', ')}.`,
		})),
	)
	.filter(({ from }) => from.length > 0);

const layerZones = Object.entries(layers).map(([layer, allowed]) => ({
	target: `./nodes/shared/${layer}`,
	from: './nodes',
	except: [`./shared/${layer}`, ...allowed],
	message:
		'Imports go one way: nodes, glue, client, catalogue; webhook, polling and files know no n8n.',
}));

const published = ['./nodes', './credentials'];
const aside = ['./test', './scripts', './sandbox'];

export default tseslint.config(
	{ ignores: ['dist', 'node_modules', '.host', '.scratch', 'coverage'] },
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.strict],
		plugins: { 'import-x': importX },
		settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
		rules: {
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			// An empty default (a no-op hook, a stub) is clearer than a comment in braces.
			'@typescript-eslint/no-empty-function': 'off',
			'import-x/no-cycle': 'error',
			'import-x/no-restricted-paths': [
				'error',
				{
					basePath: import.meta.dirname,
					zones: [
						...layerZones,
						...roomZones,
						...published.flatMap((target) => aside.map((from) => ({ target, from }))),
						...[...published, './index.ts', './dist'].map((from) => ({
							target: './sandbox',
							from,
							message: 'The sandbox shares no code with the package it is tested against.',
						})),
					],
				},
			],
			eqeqeq: 'error',
			// Prettier wraps code, and cannot wrap texts.
			'max-len': [
				'error',
				{
					code: 120,
					tabWidth: 2,
					ignoreStrings: true,
					ignoreTemplateLiterals: true,
					ignoreRegExpLiterals: true,
				},
			],
			'no-console': 'off',
		},
	},
	{
		files: ['scripts/**/*.ts', 'test/**/*.ts'],
		// The only way to unset an environment variable.
		rules: { '@typescript-eslint/no-dynamic-delete': 'off' },
	},
	{
		files: ['nodes/shared/{catalogue,client,files,polling,webhook}/**/*.ts'],
		rules: {
			'no-restricted-imports': [
				'error',
				{ patterns: [{ group: n8nPackages, message: 'This layer knows no n8n.' }] },
			],
		},
	},
	{
		files: ['nodes/**/*.ts'],
		plugins,
		rules: { ...nodeRules, ...communityRules, 'no-console': 'error' },
	},
	{
		files: ['credentials/**/*.ts'],
		plugins,
		rules: { ...credentialRules, ...communityRules, 'no-console': 'error' },
	},
	{
		files: ['package.json'],
		plugins,
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'] },
		},
		rules: { ...packageRules, ...communityRules },
	},
);
