import { NodeApiError, NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';
import { isUncertain, MakiniError } from '../../client/errors/errors';
import { paragraphOf } from '../../client/errors/paragraphs';
import type { Session } from './session';

const scrub = (text: string, secrets: readonly string[]): string =>
	secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);

/** Text by text, because in JSON a secret with quotation marks or backslashes is spelled differently. */
function scrubAll(value: unknown, secrets: readonly string[]): unknown {
	if (typeof value === 'string') return scrub(value, secrets);
	if (Array.isArray(value)) return value.map((each) => scrubAll(each, secrets));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, each]) => [scrub(name, secrets), scrubAll(each, secrets)]),
	);
}

/** What the error's code and messages say, for workflows that branch on it. */
function facts({ kind, details }: MakiniError): IDataObject {
	const { status, code, requestId, fieldErrors, parameter } = details;
	const mayBeWritten = isUncertain({ kind, details }) || undefined;
	const all = { kind, httpCode: status, code, requestId, fieldErrors, parameter, mayBeWritten };
	return JSON.parse(JSON.stringify(all)) as IDataObject;
}

const asMakiniError = (error: unknown): MakiniError | undefined =>
	error instanceof MakiniError ? error : undefined;

const messageOf = (error: unknown): string =>
	error instanceof Error ? error.message : 'An unknown error happened';

const descriptionOf = (error: unknown): string =>
	asMakiniError(error)?.description ??
	(error instanceof NodeOperationError || error instanceof NodeApiError
		? (error.description ?? '')
		: '');

const linkOf = (error: unknown): string | undefined => {
	const known = asMakiniError(error);
	return known && paragraphOf(known);
};

/** A link as descriptions of errors have it, which n8n's editor shows as HTML. */
const asLink = (address: string): string =>
	`<a href="${address}" target="_blank">More about this</a>`;

const joined = (...parts: ReadonlyArray<string | undefined>): string =>
	parts.filter(Boolean).join(' ');

/** The item's position as the editor writes it. */
const withItem = (message: string, itemIndex: number | undefined): string =>
	itemIndex === undefined || /\[item \d+\]$/.test(message)
		? message
		: `${message} [item ${itemIndex}]`;

/** The JSON of an item that failed. `error` must stay its only key, or n8n sends it out by the success output. */
export function errorJson(
	error: unknown,
	itemIndex: number,
	{ secrets }: Pick<Session, 'secrets'>,
): IDataObject {
	const known = asMakiniError(error);
	const json: IDataObject = {
		message: withItem(messageOf(error), itemIndex),
		description: joined(descriptionOf(error), linkOf(error)),
		...(known ? facts(known) : {}),
	};
	return { error: scrubAll(json, secrets) as IDataObject };
}

export interface ErrorPlace {
	node: INode;
	secrets: readonly string[];
	itemIndex?: number;
	/** Sentences after the description. */
	addition?: string;
	/** Machine-readable details, kept with the execution. */
	report?: IDataObject;
}

/** The error as n8n shows it: what happened as message, what to do as description. */
export function nodeError(
	error: unknown,
	{ node, secrets, itemIndex, addition, report }: ErrorPlace,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const known = asMakiniError(error);
	const message = scrub(withItem(messageOf(error), itemIndex), secrets);
	const link = linkOf(error);
	const described = scrub(joined(descriptionOf(error), addition), secrets);
	const description = joined(described, link && asLink(link));
	const status = known?.details.status;
	const built =
		status === undefined
			? new NodeOperationError(node, message, { description })
			: new NodeApiError(node, { message }, { message, description, httpCode: String(status) });
	// n8n replaces messages that happen to contain a system error word, as in "approvePermissions" (EPERM).
	built.message = message;
	built.description = description;
	// By this name n8n tells an execution that was stopped from one that failed.
	if (known?.kind === 'cancelled') built.name = 'ExecutionCancelledError';
	built.context.data = {
		...(known ? (scrubAll(facts(known), secrets) as IDataObject) : {}),
		...report,
	};
	return built;
}
