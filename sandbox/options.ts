import type {
	ApiStyle,
	RateLimitOptions,
	RefusalStatus,
	SyncState,
	SystemType,
	UnpublishedOperations,
	TIMESTAMP_PRECISIONS,
	CustomFields,
	OwnSystem,
} from './base';
import type { Delivery } from './data/deliveries';
import type { OrderSource } from './data/orders';
import type { Dialect } from './dialects/types';
import type { FaultRule } from './faults';
import type { WebhookOptions } from './webhooks/requests';

export interface ConnectionOptions extends CustomFields, OwnSystem {
	name: string;
	token: string;
	systemType: SystemType;
	apiStyle: ApiStyle;
	/** Seed of orders and keys; the connection's name by default. */
	seed?: string;
	/** Seed of vendors, sites, currencies and statuses: connections that share it share their keys. */
	referenceSeed?: string;
	/** Number of generated orders, 10,000 by default. */
	orders?: number;
	/** Number of generated vendors, 500 by default. */
	vendors?: number;
	/**
	 * Number of generated records by entity, such as `{ assets: 200 }`. Lists that come with fixed records (sites,
	 * currencies, units, materials, order statuses) are never shorter than these.
	 */
	counts?: Record<string, number>;
	/** Lines of each generated order; without it 1 to 5. */
	linesPerOrder?: number;
	/** Replaces the generated orders. */
	orderSource?: OrderSource;
	/**
	 * Receivings and invoices of the first orders, in place of the first ones that would be drawn at random. With
	 * `counts` of 0 for both there are no others.
	 */
	deliveries?: readonly Delivery[];
	/** Larger page sizes are cut down to this one without an error; 500 by default. */
	maxPageSize?: number;
	/** Page size of a request that names none; 15 by default. */
	defaultPageSize?: number;
	/** Delay of every answer in milliseconds. */
	latencyMs?: number;
	rateLimit?: RateLimitOptions;
	/** How its API differs from others; its limit replaces `rateLimit`. */
	dialect?: Dialect;
	faults?: FaultRule[];
	/** Refuses a second order with the same orderNo; off by default, so that duplicates become visible. */
	uniqueOrderNo?: boolean;
	/** Refused operations, such as `DELETE purchase-orders`, `POST vendors` or `PUT purchase-orders/{key}/status`. */
	unsupported?: string[];
	/**
	 * What becomes of operations that the published contract lacks (create, update and delete where they are not
	 * published), for all entities or by entity. By default vendors and orders support them and the others refuse.
	 */
	unpublished?: UnpublishedOperations | Record<string, UnpublishedOperations>;
	/** Status of the refusal of such operations; 405 by default. */
	refusalStatus?: RefusalStatus;
	/** Lists that document no `per_page` ignore it. */
	ignoreUndocumentedPageSize?: boolean;
	/** A repeated Idempotency-Key gets the first answer again and writes nothing. */
	honoursIdempotencyKey?: boolean;
	/** Leaves total, last_page and the link to the last page out of lists. */
	omitTotals?: boolean;
	state?: SyncState;
	/** Of the times that the server gives to what is written: milliseconds, or seconds as in the generated records. */
	timestampPrecision?: (typeof TIMESTAMP_PRECISIONS)[number];
	/** Where the connection's events are sent. */
	webhooks?: WebhookOptions[];
	/** Name, e-mail address and system that the connection shows; made from its name and system type by default. */
	label?: string;
	email?: string;
	provider?: string;
}

export interface SandboxOptions {
	/** TCP port; 0 or nothing picks a free one. */
	port?: number;
	/** Address to listen on; 127.0.0.1 by default. */
	host?: string;
	connections: ConnectionOptions[];
	/** The application that connects its customers, and how it gets its tokens. */
	oauth?: OAuthOptions;
}

export const EXPIRES_IN_FORMS = ['timestamp', 'text', 'seconds'] as const;

export interface OAuthOptions {
	/** `sandbox-client` by default. */
	clientId?: string;
	/** `sandbox-secret` by default. */
	clientSecret?: string;
	/** Addresses that the authorization may lead back to; without any all of them. */
	redirectUris?: string[];
	/** Connects at once, without the page. A query `auto_approve=1` does the same for one request. */
	autoApprove?: boolean;
	/** Connection chosen when the request names none; the first by default. */
	connection?: string;
	/** Life of an access token in seconds; 30 days by default. */
	accessTokenSeconds?: number;
	/** Life of a refresh token in seconds; 31 days by default. */
	refreshTokenSeconds?: number;
	/** Form of `expires_in`: absolute Unix time (the default), the same as a string, or seconds from now. */
	expiresIn?: (typeof EXPIRES_IN_FORMS)[number];
	/** A token for the system endpoints that is always valid. */
	clientToken?: string;
}
