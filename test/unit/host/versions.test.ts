import { folderName, hostVersion, hostVersions, suitsNode } from '../../../scripts/host/versions';

describe('the folder of an n8n', () => {
	it.each([
		['2.40.5', '20.19.0', 'n8n-2.40.5'],
		['2.40.5', '22.17.1', 'n8n-2.40.5'],
		['2.40.5', '24.4.1', 'n8n-2.40.5-node24'],
		['1.123.81', '20.19.0', 'n8n-1.123.81'],
		['1.123.81', '22.17.1', 'n8n-1.123.81-node22'],
		['1.123.81', '24.4.1', 'n8n-1.123.81-node24'],
	])('of n8n %s where Node.js is %s', (version, node, name) => {
		expect(folderName(version, node)).toBe(name);
	});

	it('is one for all updates of a Node.js, and none that another installation has', () => {
		const nodes = ['20.19.0', '22.17.1', '24.4.1', '24.9.0'];
		for (const version of hostVersions) {
			// What is installed, and what is compiled for, differs by this alone.
			const choice = (node: string) =>
				suitsNode(hostVersion(version), node) ? node.split('.')[0] : 'its own';
			const folders = new Set(nodes.map((node) => folderName(version, node)));
			expect(folders.size).toBe(new Set(nodes.map(choice)).size);
			expect(folderName(version, '24.4.1')).toBe(folderName(version, '24.9.0'));
		}
	});

	it('is refused for an n8n that is not known', () => {
		expect(() => folderName('0.1.0', '24.4.1')).toThrow('n8n 0.1.0 has not been tried here');
	});
});
