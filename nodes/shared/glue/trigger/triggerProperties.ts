import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { catalogue } from '../../catalogue';
import type { EventName } from '../../webhook/classify';
import { entityTitle } from '../description/labels';
import { SIGNATURE_HEADER } from './triggerSettings';

const authentication: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [
		{
			name: 'API Token',
			value: 'apiToken',
			description: 'The webhook secret is in the credential of a connection',
		},
		{
			name: 'Client Credentials',
			value: 'clientCredentials',
			description: 'The webhook secret is in the credential of your application',
		},
		{
			name: 'OAuth2',
			value: 'oAuth2',
			description: 'The webhook secret is in the credential of a consented connection',
		},
	],
	default: 'apiToken',
	description: 'Which credential has the secret that Makini signs its webhooks with',
};

const setupNotice: INodeProperties = {
	displayName:
		'Makini has no way to register a webhook from here. In its portal, open <b>Developers > Webhooks</b> (or the settings of a connection), enter the production URL of this node, and copy the webhook secret into the credential. Makini must be able to reach the URL by HTTPS.',
	name: 'setupNotice',
	type: 'notice',
	default: '',
};

interface EventOption extends INodePropertyOptions {
	value: EventName;
}

const eventOptions: EventOption[] = [
	{
		name: 'Connection Needs Reauthorization',
		value: 'connectionReauthorization',
		description: 'The connected system no longer accepts the login that Makini has',
	},
	{
		name: 'Connection Offline',
		value: 'connectionOffline',
		description: 'Makini cannot reach the connected system',
	},
	{
		name: 'Connection Online',
		value: 'connectionOnline',
		description: 'Makini reaches the connected system again',
	},
	{
		name: 'Other',
		value: 'other',
		description: 'Any event that is none of the others, passed on as it is',
	},
	{
		name: 'Record Inserted',
		value: 'recordInserted',
		description: 'A record was created in the connected system',
	},
	{
		name: 'Record Updated',
		value: 'recordUpdated',
		description: 'A record was changed in the connected system',
	},
	{ name: 'Sync Completed', value: 'syncCompleted', description: 'A sync came to a good end' },
	{ name: 'Sync Failed', value: 'syncFailed', description: 'A sync ended with an error' },
	{ name: 'System Error', value: 'systemError', description: 'Makini reports an error of its own' },
];

const events: INodeProperties = {
	displayName: 'Trigger On',
	name: 'events',
	type: 'multiOptions',
	options: eventOptions,
	default: [],
	required: true,
	description: 'The events that start the workflow. Others are acknowledged and ignored.',
};

const entityOption = (name: string): INodePropertyOptions => ({
	name: entityTitle(name),
	value: name,
});

const entities: INodeProperties = {
	displayName: 'Entities',
	name: 'entities',
	type: 'multiOptions',
	displayOptions: { show: { events: ['recordInserted', 'recordUpdated'] } },
	options: Object.keys(catalogue)
		.map(entityOption)
		.sort((a, b) => a.name.localeCompare(b.name)),
	default: [],
	description:
		'Which records the record events are wanted for. None stands for all. Makini publishes webhooks for sites, assets, purchase orders and work orders; others depend on your account.',
};

const connectionIds: INodeProperties = {
	displayName: 'Connection IDs',
	name: 'connectionIds',
	type: 'string',
	default: '',
	placeholder: 'e.g. 1042, 1043',
	description: 'Only events of these connections, separated by commas. Empty stands for all.',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	// By this name n8n leaves the body to the node, which then is the first to look at it and to answer.
	default: { binaryData: true },
	options: [
		{
			displayName: 'Body Left to the Node',
			name: 'binaryData',
			type: 'hidden',
			default: true,
		},
		{
			displayName: 'Ignore Stale Events',
			name: 'ignoreStale',
			type: 'boolean',
			default: false,
			description:
				'Whether to ignore an event that is older than the newest one seen of the same record, or of the state or the sync of the same connection',
		},
		{
			displayName: 'Maximum Age',
			name: 'maximumAge',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description:
				'Seconds after which an event is ignored. 0 stands for any age. Makini repeats what it could not deliver for 24 hours, so a short time loses events while n8n is not reachable.',
		},
		{
			displayName: 'Read Records',
			name: 'readRecords',
			type: 'boolean',
			default: false,
			description:
				'Whether to read the records that an event tells of before the workflow starts, as Makini often sends their keys alone. A record that is not there (yet), or cannot be read within 6 seconds, comes with its key alone and says so in "recordState".',
		},
		{
			displayName: 'Signature Header',
			name: 'signatureHeader',
			type: 'string',
			default: SIGNATURE_HEADER,
			placeholder: `e.g. ${SIGNATURE_HEADER}`,
			description:
				'Name of the header that has the signature. Without this option it is X-Webhook-Signature, which Makini once published, or X-Makini-Signature; with it, only this header counts.',
		},
		{
			displayName: 'Timestamp Header',
			name: 'timestampHeader',
			type: 'string',
			default: '',
			placeholder: 'e.g. x-makini-timestamp',
			description:
				'Name of a header with the time of sending, from which the maximum age counts. It is not covered by the signature. Empty stands for the time in the event.',
		},
		{
			displayName: 'Verify Signature',
			name: 'verifySignature',
			type: 'boolean',
			default: true,
			description:
				'Whether to accept only what is signed with the webhook secret. Without it, anyone who knows the address can start the workflow with any content.',
		},
	],
};

/** The parameters of the trigger. */
export const triggerProperties: INodeProperties[] = [
	authentication,
	setupNotice,
	events,
	entities,
	connectionIds,
	options,
];
