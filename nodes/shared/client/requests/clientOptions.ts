import type { DeliveryOptions } from '../traffic/delivery';
import type { RecentWrites } from '../matching/recentWrites';
import type { Connection } from '../wire/transport';

/** What a client of one connection works with, during one execution. */
export interface ClientOptions extends DeliveryOptions {
	connection: Connection;
	/** What this process has written to the connection. */
	recent: RecentWrites;
	/** The token comes by consent: a new one is had by connecting the credential again. */
	byConsent?: boolean;
	/** What to do about a create whose answer was lost. */
	onUncertainWrite: 'verify' | 'fail';
}
