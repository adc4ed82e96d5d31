// node scripts/tool.mjs <tool> [arguments]: runs a tool of node_modules/.bin, installing it first where that is needed.
// The tool gets the terminal's signals itself; this process only waits for it and takes over its exit code.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
const [tool, ...args] = process.argv.slice(2);
const child = spawn(path.join(root, 'node_modules', '.bin', tool), args, {
	cwd: root,
	stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) {
	process.on(signal, () => {
		// A terminal sends Ctrl-C to the whole group; a plain kill reaches this process alone and is passed on.
		if (signal === 'SIGTERM') child.kill(signal);
	});
}
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
