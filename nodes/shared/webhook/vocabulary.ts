// The words that Makini's events may be named with. The names themselves are not published, so each kind of event is
// known by several; what none of them fits is passed on as another event.

/** Where an event came from and that it is one: says nothing about what happened. */
export const NOISE = [
	...['makini', 'webhook', 'webhooks', 'event', 'events', 'notification', 'api', 'v1', 'v2'],
	...['erp', 'eam', 'wms', 'cmms'],
];

/** A record as such, without a word on what it is. */
export const RECORD = ['record', 'records', 'entity', 'object', 'row', 'data'];

export const CONNECTION = ['connection', 'connections', 'integration', 'integrations', 'link'];

export const SYNC = [
	...['sync', 'syncs', 'resync', 'syncing', 'synced', 'synchronization', 'synchronisation'],
];

export const SYSTEM = ['system', 'platform', 'server', 'service', 'internal'];

/** Around a state, without a word on which. */
export const FILLER = ['status', 'state', 'changed', 'change', 'update', 'updated', 'is', 'now'];

/** Any of these says that somebody has to log in again. */
export const REAUTHORIZATION = [
	...['reauthorization', 'reauthorisation', 'reauthorize', 'reauthorise', 'reauth'],
	...['reauthentication', 'reauthenticate', 'unauthorized', 'unauthenticated', 'unauthorised'],
];

/** Together with one of the next they say the same. */
export const ACCESS = [
	...['authentication', 'authorization', 'authorisation', 'auth', 'credentials', 'credential'],
	...['token', 'login', 'reconnect', 'reconnection'],
];

export const ACCESS_LOST = [
	...['required', 'requires', 'require', 'needed', 'needs', 'failed', 'failure', 'error'],
	...['expired', 'invalid', 'revoked', 'rejected'],
];

export const ONLINE = [
	...['online', 'connected', 'reconnected', 'restored', 'recovered', 'up', 'available', 'active'],
];

export const OFFLINE = [
	...['offline', 'disconnected', 'lost', 'down', 'unavailable', 'inactive', 'unreachable'],
	...['deleted', 'removed'],
];

export const DONE = [
	...['completed', 'complete', 'succeeded', 'success', 'successful', 'done', 'fulldone'],
	...['finished', 'ok', 'synced'],
];

export const FAILED = [
	...['failed', 'fail', 'failure', 'error', 'errors', 'errored', 'unsuccessful', 'exception'],
];

export const INSERTED = ['inserted', 'insert', 'created', 'create', 'added', 'add', 'new'];

export const UPDATED = [
	...['updated', 'update', 'changed', 'change', 'modified', 'modify', 'edited', 'upserted'],
];

/** Short forms that people use for records, by the catalogue's names. */
export const SHORT_FORMS: Readonly<Record<string, string>> = {
	po: 'purchaseOrder',
	pr: 'purchaseRequisition',
	wo: 'workOrder',
	so: 'salesOrder',
	preventivemaintenances: 'preventiveMaintenance',
	part: 'material',
	parts: 'material',
};
