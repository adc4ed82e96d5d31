import { dialectSchema } from '../dialects/schema';
import { FAULT_KINDS, type FaultEffect, type FaultRule } from '../faults';
import { parseRequest, webhookSchema } from '../webhooks/requests';
import { ownSystemSchema } from './ownSchema';
import {
	API_STYLES,
	REFUSAL_STATUSES,
	SYNC_STATES,
	SYSTEM_TYPES,
	TIMESTAMP_PRECISIONS,
	type SyncState,
} from '../base';
import { EXPIRES_IN_FORMS, type ConnectionOptions, type OAuthOptions } from '../options';

type Fields = Record<string, unknown>;

function fieldsOf(value: unknown, what: string): Fields {
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
	throw new Error(`${what} must be an object`);
}

function oneOf<T>(value: unknown, choices: readonly T[], what: string): T {
	const choice = choices.find((candidate) => candidate === value);
	if (choice === undefined) throw new Error(`${what} must be one of ${choices.join(', ')}`);
	return choice;
}

const NUMBERS_NEEDED: Readonly<Partial<Record<FaultEffect['kind'], readonly string[]>>> = {
	status: ['status'],
	slow: ['ms'],
	gateway: ['status', 'workMs'],
	dropWhileWorking: ['workMs'],
	processedStatus: ['status'],
};

/** Fault rules from JSON; throws an Error that says what is wrong with them. */
export function parseFaultRules(value: unknown): FaultRule[] {
	if (!Array.isArray(value)) throw new Error('Fault rules must be an array');
	return value.map((each: unknown, index) => {
		const rule = fieldsOf(each, `Rule ${index}`);
		const effect = fieldsOf(rule.effect, `The effect of rule ${index}`);
		const kind = oneOf(effect.kind, FAULT_KINDS, `The effect's kind of rule ${index}`);
		for (const needed of NUMBERS_NEEDED[kind] ?? []) {
			if (typeof effect[needed] !== 'number') {
				throw new Error(`The effect of rule ${index} needs the number ${needed}`);
			}
		}
		if (rule.when !== undefined) {
			const names = Object.keys(fieldsOf(rule.when, `The "when" of rule ${index}`));
			if (names.length !== 1) throw new Error(`The "when" of rule ${index} must have one part`);
			oneOf(names[0], ['every', 'nth', 'share'], `The "when" of rule ${index}`);
		}
		if (rule.match !== undefined) fieldsOf(rule.match, `The match of rule ${index}`);
		return each as FaultRule;
	});
}

/** A connection's state from JSON; throws an Error for an unknown one. */
export function parseState(value: unknown): SyncState {
	return oneOf(value, SYNC_STATES, 'The state');
}

function parseUnpublished(value: unknown, index: number): void {
	const what = `What is unpublished in connection ${index}`;
	const choices = typeof value === 'string' ? [value] : Object.values(fieldsOf(value, what));
	for (const choice of choices) oneOf(choice, ['support', 'refuse'], what);
}

function checkWebhooks(value: unknown, index: number): void {
	if (!Array.isArray(value))
		throw new Error(`The webhooks of connection ${index} must be an array`);
	for (const [number, webhook] of value.entries()) {
		parseRequest(webhookSchema, webhook, `Webhook ${number} of connection ${index}`);
	}
}

/** The authorization server's options from JSON: those that a file has under `oauth`, beside its connections. */
export function parseOAuth(value: unknown): OAuthOptions {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
	const { oauth } = value as Fields;
	if (oauth === undefined) return {};
	const fields = fieldsOf(oauth, 'The oauth part');
	if (fields.expiresIn !== undefined) {
		oneOf(fields.expiresIn, EXPIRES_IN_FORMS, 'The expiresIn of the oauth part');
	}
	for (const name of ['accessTokenSeconds', 'refreshTokenSeconds']) {
		const seconds = fields[name];
		if (seconds !== undefined && !(typeof seconds === 'number' && seconds >= 0)) {
			throw new Error(`The ${name} of the oauth part must be a number of seconds`);
		}
	}
	return fields;
}

/** Connections from JSON: an array, or an object that has it under `connections`. */
export function parseConnections(value: unknown): ConnectionOptions[] {
	const list = Array.isArray(value) ? value : fieldsOf(value, 'The file').connections;
	if (!Array.isArray(list) || list.length === 0) {
		throw new Error('At least one connection is needed');
	}
	return list.map((each: unknown, index) => {
		const fields = fieldsOf(each, `Connection ${index}`);
		for (const name of ['name', 'token']) {
			if (typeof fields[name] !== 'string' || fields[name] === '') {
				throw new Error(`Connection ${index} needs a ${name}`);
			}
		}
		oneOf(fields.systemType, SYSTEM_TYPES, `The systemType of connection ${index}`);
		oneOf(fields.apiStyle, API_STYLES, `The apiStyle of connection ${index}`);
		if (fields.state !== undefined) parseState(fields.state);
		if (fields.faults !== undefined) parseFaultRules(fields.faults);
		if (fields.refusalStatus !== undefined) {
			oneOf(fields.refusalStatus, REFUSAL_STATUSES, `The refusalStatus of connection ${index}`);
		}
		if (fields.unpublished !== undefined) parseUnpublished(fields.unpublished, index);
		if (fields.dialect !== undefined) {
			parseRequest(dialectSchema, fields.dialect, `The dialect of connection ${index}`);
		}
		parseRequest(ownSystemSchema, fields, `Connection ${index}`);
		if (fields.webhooks !== undefined) checkWebhooks(fields.webhooks, index);
		if (fields.timestampPrecision !== undefined) {
			const what = `The timestampPrecision of connection ${index}`;
			oneOf(fields.timestampPrecision, TIMESTAMP_PRECISIONS, what);
		}
		return each as ConnectionOptions;
	});
}
