// The order of test files: Jest's usual one, or a shuffled one that a seed in MAKINI_TEST_SEED brings again.
const { createHash } = require('node:crypto');
const Sequencer = require('@jest/test-sequencer').default;

const seed = process.env.MAKINI_TEST_SEED ?? '';

// The place of a file depends on nothing but its name and the seed, and not on where the project lies.
const placeOf = ({ path, context }) =>
	createHash('sha256')
		.update(`${seed}:${path.slice(context.config.rootDir.length)}`)
		.digest('hex');

module.exports = class OrderOfFiles extends Sequencer {
	sort(tests) {
		if (seed === '') return super.sort(tests);
		console.log(`The order of test files is the one of the seed ${seed}`);
		return tests
			.map((test) => ({ test, place: placeOf(test) }))
			.sort((a, b) => (a.place < b.place ? -1 : 1))
			.map(({ test }) => test);
	}
};
