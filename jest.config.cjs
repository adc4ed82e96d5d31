const path = require('node:path');

const common = {
	rootDir: __dirname,
	// Only these are crawled: a whole n8n may lie in an ignored folder beside them.
	roots: ['<rootDir>/test'],
	testEnvironment: 'node',
	transform: {
		// Types are checked by tsc in its own step.
		'^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.tools.json', isolatedModules: true, diagnostics: false }],
	},
};

/** @type {import('jest').Config} */
module.exports = {
	watchman: false,
	cacheDirectory: path.join(__dirname, '.scratch', 'jest-cache'),
	projects: [
		{
			...common,
			displayName: 'unit',
			testMatch: ['<rootDir>/test/unit/**/*.test.ts'],
		},
		{
			...common,
			displayName: 'engine',
			testMatch: ['<rootDir>/test/engine/**/*.test.ts'],
			setupFiles: ['<rootDir>/test/support/engine/environment.ts', 'reflect-metadata'],
		},
	],
};
