// The last line of a contract run: what its test files counted, added up.
const { mkdtempSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

function sum(tallies, subject) {
	const counts = tallies.filter((tally) => tally.subject === subject);
	const add = (name) => counts.reduce((total, count) => total + count[name], 0);
	return `${add('reached')} of ${add('total')} ${subject}`;
}

function lineOf(tallies, files) {
	const failed = files.filter((file) => file.testExecError || file.numFailingTests > 0).length;
	if (tallies.length === 0 && failed === 0) {
		return 'contract: skipped, since MAKINI_OPENAPI_DIR names no folder with the documents';
	}
	const addition = failed > 0 ? `, but tests failed in ${failed} of ${files.length} files` : '';
	return `contract: ${sum(tallies, 'operations')}, ${sum(tallies, 'fields')}${addition}`;
}

class ContractReporter {
	onRunStart() {
		this.folder = mkdtempSync(path.join(tmpdir(), 'contract-tallies-'));
		// The processes of the test files start after this, and take it over.
		process.env.CONTRACT_TALLIES = this.folder;
	}

	onRunComplete(_contexts, { testResults }) {
		const tallies = readdirSync(this.folder).map((file) =>
			JSON.parse(readFileSync(path.join(this.folder, file), 'utf8')),
		);
		rmSync(this.folder, { recursive: true });
		const files = testResults.filter(({ testFilePath }) => testFilePath.startsWith(__dirname));
		// Jest's own summary comes after what reporters say while they are asked.
		if (files.length > 0) process.once('exit', () => console.log(lineOf(tallies, files)));
	}
}

module.exports = ContractReporter;
