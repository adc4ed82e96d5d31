import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { MakiniRecord } from '../../client/wire/envelopes';
import type { Requests } from '../../client/requests/requests';
import type { Connection } from '../../client/wire/transport';
import type { CredentialName } from '../session/settings';

/** A credential at work for requests that belong to no entity. */
export interface RequestSession {
	client: Requests;
	connection: Connection;
	/** Texts that must not appear in errors; what an item brings along is added. */
	secrets: string[];
}

export interface RequestItem {
	context: IExecuteFunctions;
	session: RequestSession;
	itemIndex: number;
}

/** Work on one item, its parameters already read and checked; gives the JSON of its output items. */
export type RequestWork = () => Promise<MakiniRecord[]>;

/** One operation of one resource. */
export interface RequestOperation {
	name: string;
	value: string;
	/** In sentence case, such as "Get many connections". */
	action: string;
	description: string;
	/** Parameters; where they are shown is added. */
	properties: INodeProperties[];
	/** Reads the parameters of an item. Throws MakiniError (input) before anything is sent. */
	prepare: (item: RequestItem) => RequestWork;
}

export interface RequestResource {
	label: string;
	resource: string;
	description: string;
	credential: CredentialName;
	defaultOperation: string;
	operations: RequestOperation[];
}
