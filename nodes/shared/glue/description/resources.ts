import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Entity, OperationWords } from '../../catalogue';
import type { Listing } from '../../client/requests/requests';
import type { RequestWords } from '../../client/refusals/explain';
import type { MakiniRecord } from '../../client/wire/envelopes';
import type { WireRequest, WireResponse } from '../../client/wire/transport';
import type { Session } from '../session/session';
import type { CredentialName } from '../session/settings';

/** An item of the input of a node at work. */
export interface Item {
	context: IExecuteFunctions;
	session: Session;
	itemIndex: number;
}

/** A request whose answer is read as a whole. */
export interface Call {
	request: WireRequest;
	words: RequestWords;
	/** The JSON of the output items; `undefined` for a success that cannot be read. */
	readAnswer: (answer: WireResponse) => MakiniRecord[] | undefined;
}

/** Work that needs no request. */
export interface Task {
	/** Gives the JSON of the output items. */
	work: () => MakiniRecord[];
}

/** A list that is read page by page, as far as Return All and Limit say unless it has a limit of its own. */
export interface ListCall extends Listing {
	/** The JSON of the output item for a record, where it is another one. */
	outputOf?: (record: MakiniRecord) => MakiniRecord;
}

/** An operation that is a request of its own. */
export interface RequestOperation extends Omit<OperationWords, 'doing'> {
	/** Parameters; where they are shown is added. */
	properties?: readonly INodeProperties[];
	/** Reads and checks the parameters of an item. Throws MakiniError (input) before anything is sent. */
	callFor: (item: Item) => Call | ListCall | Task;
}

/** What a node offers that is no entity of the catalogue. */
export interface RequestResource {
	/** Value of the node's Resource parameter. */
	resource: string;
	singular: string;
	description: string;
	credential: CredentialName;
	defaultOperation: string;
	/** By the values of the node's Operation parameter. */
	operations: Readonly<Record<string, RequestOperation>>;
	/** How one of them is chosen from a list. */
	search?: {
		listing: Listing;
		entryOf: (record: MakiniRecord) => { name: string; value: string };
	};
}

/** What a node's Resource parameter offers. */
export type Resource = Entity | RequestResource;

export const isEntity = (resource: Resource): resource is Entity => 'fields' in resource;
