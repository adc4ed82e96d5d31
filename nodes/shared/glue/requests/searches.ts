import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { MakiniRecord } from '../../client/wire/envelopes';
import type { Listing } from '../../client/requests/requests';
import { nodeError } from '../session/nodeErrors';
import type { CredentialName } from '../session/settings';
import { openRequests } from './runRequests';

/** Most entries that are looked through. */
const MOST = 1000;

/** Seconds that a person waits at most. */
const MAX_WAIT = 20;

type Search = (this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult>;

/** Searches a list of which the API offers no search of its own. */
export function searchOf(
	credential: CredentialName,
	listing: Omit<Listing, 'limit'>,
	entryOf: (record: MakiniRecord) => { name: string; value: string },
): Search {
	return async function (this: ILoadOptionsFunctions, filter = '') {
		let secrets: readonly string[] = [];
		try {
			const { access, session } = await openRequests(this, credential, { maxWait: MAX_WAIT });
			secrets = access.secrets;
			const records: MakiniRecord[] = [];
			const pages = session.client.list({ ...listing, limit: MOST });
			for await (const page of pages) for (const record of page) records.push(record);
			const wanted = filter.trim().toLowerCase();
			const results = records
				.map(entryOf)
				.filter(({ name, value }) => value !== '' && name.toLowerCase().includes(wanted));
			return { results };
		} catch (error) {
			throw nodeError(error, { node: this.getNode(), secrets });
		}
	};
}
