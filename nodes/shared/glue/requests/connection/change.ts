import { sumBy } from 'lodash';
import type { MakiniRecord } from '../../../client/wire/envelopes';
import { markDone } from '../../../polling/sinceLastRun';
import { isoOf } from '../../../polling/times';
import type { Item, RequestResource } from '../../description/resources';
import { changeMemory, isByHand } from '../../session/changeMemory';
import { hintAtOutput } from '../../session/progressHints';
import { CREDENTIAL } from '../../session/settings';

/** Marks what the nodes before this one have given out in this execution, once for all items. */
function mark({ context }: Item): MakiniRecord[] {
	const byHand = isByHand(context);
	const executionId = context.getExecutionId();
	const before = context.getParentNodes(context.getNode().name);
	const nodes = before.flatMap(({ name }) => {
		const memory = changeMemory(context, name);
		const marked = byHand ? undefined : markDone(memory.read(), executionId);
		if (!marked) return [];
		memory.write(marked.kept);
		return [{ name, records: marked.records, until: isoOf(marked.state.watermark) }];
	});
	if (nodes.length === 0) {
		hintAtOutput(
			context,
			'info',
			byHand
				? 'A run by hand marks nothing: the next active run gives the same changes.'
				: 'There was nothing to mark: no node before this one has given out changes in this execution with "Only Changed Since Last Run" turned on.',
		);
	}
	return [{ marked: nodes.length > 0, records: sumBy(nodes, 'records'), nodes }];
}

/** What nodes give out with "Only Changed Since Last Run". */
export const change: RequestResource = {
	resource: 'change',
	singular: 'change',
	description: 'What Get Many gives out with "Only Changed Since Last Run"',
	credential: CREDENTIAL,
	defaultOperation: 'markDone',
	operations: {
		markDone: {
			name: 'Mark as Done',
			action: 'Mark changes as done',
			description:
				'Let the next run of this workflow begin behind the changes that this run was given',
			properties: [
				{
					displayName:
						'Put this node at the end of the workflow. If a run fails before it, the next run gives the same changes again.',
					name: 'markDoneNotice',
					type: 'notice',
					default: '',
				},
			],
			callFor: (item) => ({ work: () => (item.itemIndex === 0 ? mark(item) : []) }),
		},
	},
};
