import nock from 'nock';

// Node.js's own modules are shared by all test files of a worker: what stays replaced in them disturbs the next file.
afterAll(() => {
	nock.cleanAll();
	nock.restore();
});

export default nock;
