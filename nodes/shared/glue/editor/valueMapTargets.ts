import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Entity } from '../../catalogue';
import { namedOf } from '../../client/references/directory';
import { mappableReferences } from '../description/valueMapProperties';
import { nodeError } from '../session/nodeErrors';
import { openSession } from '../session/session';
import { titleOf } from './listSearch';

/** Most records that are offered. */
const MOST = 500;

/** Seconds that a person at the editor waits at most for a rate limit. */
const PATIENCE = 10;

/** What a value may become: the codes and names of the records that the chosen field can refer to. */
export function valueMapTargets(entities: readonly Entity[]) {
	return async function getValueMapTargets(
		this: ILoadOptionsFunctions,
	): Promise<INodePropertyOptions[]> {
		const secrets: string[] = [];
		try {
			const resource = this.getCurrentNodeParameter('resource');
			const word = this.getCurrentNodeParameter('&field');
			const entity = entities.find((candidate) => candidate.resource === resource);
			const reference = entity && mappableReferences(entity).find((each) => each.word === word);
			if (!reference) return [];
			const { target } = reference;
			const systemType = String(this.getCurrentNodeParameter('options.systemType') ?? '');
			const session = await openSession(this, { systemType, maxWait: PATIENCE });
			secrets.push(...session.secrets);
			const { records } = await session.client.lists.page(target, { pageSize: MOST }, { page: 1 });
			return records.flatMap((record) => {
				const named = namedOf(target, record);
				const value = named?.code ?? named?.name;
				return value === undefined ? [] : [{ name: titleOf(target, record), value }];
			});
		} catch (error) {
			throw nodeError(error, { node: this.getNode(), secrets });
		}
	};
}
