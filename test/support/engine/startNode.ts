import type { INodeExecutionData, INodeType } from 'n8n-workflow';

export const START_TYPE = 'test.start';
export const START_NAME = 'Start';

/** The first node of every test workflow: it emits the test's own items, as they are. */
export function startNode(items: INodeExecutionData[]): INodeType {
	return {
		description: {
			displayName: 'Start',
			name: 'start',
			group: ['trigger'],
			version: 1,
			description: 'Emits the items of the test',
			defaults: { name: START_NAME },
			inputs: [],
			outputs: ['main'],
			properties: [],
		},
		execute: async () => [items],
	};
}
