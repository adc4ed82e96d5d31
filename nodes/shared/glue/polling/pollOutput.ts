import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { MakiniRecord } from '../../client/wire/envelopes';

/** What an item of the trigger says. */
export interface Delivery {
	event: string;
	/** Name of the entity in the catalogue; `null` for events of the connection. */
	entity: string | null;
	connectionId: string | null;
	/** ISO 8601, by the server; `null` where it does not say. */
	occurredAt: string | null;
	/** The same whenever this event is found. */
	deliveryId: string;
	data: MakiniRecord;
}

/** What a poll came to. */
export interface Polled {
	deliveries: Delivery[];
	/** What is kept for the next poll; nothing is kept without it. */
	state?: object;
	/** What ended the poll before its time. */
	failure?: unknown;
	/** Whether anything was read before that. */
	progressed?: boolean;
}

/** One item for each delivery. */
export const itemsOf = (deliveries: readonly Delivery[]): INodeExecutionData[] =>
	deliveries.map((delivery) => ({ json: { ...delivery } as unknown as IDataObject }));
