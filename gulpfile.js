// Builds dist/: compiled nodes and credentials with their icons, codex files and output schemas, and nothing else.
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

function run(done, failure, ...args) {
	const child = spawn(process.execPath, args, { cwd: __dirname, stdio: 'inherit' });
	child.on('error', done);
	child.on('exit', (code) => done(code === 0 ? undefined : new Error(failure)));
}

function compile(done) {
	run(
		done,
		'TypeScript found errors',
		require.resolve('typescript/bin/tsc'),
		'-p',
		'tsconfig.json',
	);
}

/** What the operations give out, as n8n shows it before a node ran. */
function writeSchemas(done) {
	const script = path.join('scripts', 'schemas', 'write.ts');
	run(done, 'The output schemas were not written', require.resolve('tsx/cli'), script);
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

const build = series(clean, parallel(compile, copyIcons, copyCodex, writeSchemas));

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
