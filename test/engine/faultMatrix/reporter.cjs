// The last line of the fault matrix: what its test files counted, added up.
const { mkdtempSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

function lineOf(tallies) {
	const add = (name) => tallies.reduce((total, counts) => total + counts[name], 0);
	const found = ['lost', 'doubled', 'hung', 'secrets'].map((name) => `${add(name)} ${name}`);
	return `fault matrix: ${add('cases')} cases, ${found.join(', ')}`;
}

class FaultMatrixReporter {
	onRunStart() {
		this.folder = mkdtempSync(path.join(tmpdir(), 'fault-matrix-'));
		// The processes of the test files start after this, and take it over.
		process.env.FAULT_MATRIX_TALLIES = this.folder;
	}

	onRunComplete() {
		const tallies = readdirSync(this.folder).map((file) =>
			JSON.parse(readFileSync(path.join(this.folder, file), 'utf8')),
		);
		rmSync(this.folder, { recursive: true });
		// Jest's own summary comes after what reporters say while they are asked.
		if (tallies.length > 0) process.once('exit', () => console.log(lineOf(tallies)));
	}
}

module.exports = FaultMatrixReporter;
