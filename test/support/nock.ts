import realNock from 'nock';

// Importing nock replaces Node.js's own functions, which all test files of a worker share. Here
// that lasts no longer than a test which plays an answer: requests to real servers, passed on by
// nock, fail with other words when they are cancelled.
realNock.restore();

function stop(): void {
	realNock.cleanAll();
	realNock.restore();
}

afterEach(stop);

/** Plays the answers of a host, as nock does, until the test ends. */
const nock = Object.assign(
	(...host: Parameters<typeof realNock>): ReturnType<typeof realNock> => {
		if (!realNock.isActive()) realNock.activate();
		return realNock(...host);
	},
	{
		/** Ends all that is played. */
		cleanAll: stop,
		isDone: (): boolean => realNock.isDone(),
	},
);

export default nock;
