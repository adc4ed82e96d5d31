// Builds dist/: compiled nodes and credentials with their icons and codex files, and nothing else.
const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const path = require('node:path');
const { dest, parallel, series, src, watch } = require('gulp');

const dist = path.join(__dirname, 'dist');
const sources = ['index.ts', 'nodes/**/*.ts', 'credentials/**/*.ts'];
const icons = ['nodes/**/*.{svg,png}', 'credentials/**/*.{svg,png}'];
const codex = ['nodes/**/*.node.json'];

async function clean() {
	await rm(dist, { recursive: true, force: true });
}

function compile(done) {
	const tsc = require.resolve('typescript/bin/tsc');
	const child = spawn(process.execPath, [tsc, '-p', 'tsconfig.json'], {
		cwd: __dirname,
		stdio: 'inherit',
	});
	child.on('error', done);
	child.on('exit', (code) => done(code === 0 ? undefined : new Error('TypeScript found errors')));
}

/** Files go through as bytes: gulp would otherwise read images as text. */
const copy = (files) =>
	src(files, { base: '.', encoding: false, allowEmpty: true }).pipe(dest(dist));

function copyIcons() {
	return copy(icons);
}

function copyCodex() {
	return copy(codex);
}

const build = series(clean, parallel(compile, copyIcons, copyCodex));

function watchSources() {
	watch(sources, compile);
	watch(icons, copyIcons);
	watch(codex, copyCodex);
}

exports.clean = clean;
exports.compile = compile;
exports.copyIcons = copyIcons;
exports.copyCodex = copyCodex;
exports.build = build;
exports.watch = series(build, watchSources);
exports.default = build;
