const path = require('node:path');

// Types are checked by tsc in its own step; here each file is only translated.
const tsconfig = {
	target: 'es2022',
	module: 'commonjs',
	moduleResolution: 'node',
	esModuleInterop: true,
	resolveJsonModule: true,
	isolatedModules: true,
};

const common = {
	rootDir: __dirname,
	// Only these are crawled: a whole n8n may lie in an ignored folder beside them.
	roots: ['<rootDir>/test'],
	// A file that leaves behind what would disturb the next one fails.
	testEnvironment: '<rootDir>/test/support/isolation/environment.ts',
	transform: {
		'^.+\\.ts$': ['ts-jest', { tsconfig, diagnostics: false }],
	},
};

/** @type {import('jest').Config} */
module.exports = {
	watchman: false,
	// Ends what hangs, and nothing else: how fast the machine is, and what else it does, decides about no test.
	testTimeout: 600_000,
	// The default leaves one core idle, which on two cores doubles the time.
	maxWorkers: '100%',
	testSequencer: path.join(__dirname, 'test', 'support', 'isolation', 'order.cjs'),
	reporters: [
		'default',
		path.join(__dirname, 'test', 'contract', 'reporter.cjs'),
		path.join(__dirname, 'test', 'engine', 'faultMatrix', 'reporter.cjs'),
	],
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
		{
			...common,
			displayName: 'simulation',
			testMatch: ['<rootDir>/test/simulation/**/*.test.ts'],
			setupFiles: ['<rootDir>/test/support/engine/environment.ts', 'reflect-metadata'],
		},
		{
			...common,
			displayName: 'contract',
			testMatch: ['<rootDir>/test/contract/**/*.test.ts'],
			setupFiles: ['<rootDir>/test/support/engine/environment.ts', 'reflect-metadata'],
		},
	],
};
