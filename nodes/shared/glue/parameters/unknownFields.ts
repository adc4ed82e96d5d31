import { difference } from 'lodash';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Entity, Field, OperationName } from '../../catalogue/types';
import type { MakiniRecord } from '../../client/wire/envelopes';
import { isPlainObject } from '../../files/columns';
import { hintAtOutput } from '../session/progressHints';
import { isJsonMode } from './parameters';

/** Fields beside those that Makini's model has: of a record, or of a part of it such as its line items. */
interface UnknownFields {
	names: readonly string[];
	/** What has them. */
	of: string;
	known: readonly Field[];
}

function namesOf(values: readonly MakiniRecord[]): string[] {
	const names = new Set<string>();
	for (const value of values) Object.keys(value).forEach((name) => names.add(name));
	return [...names];
}

/** The fields that are not known within lists and objects of records. */
function unknownWithin(
	fields: readonly Field[],
	records: readonly MakiniRecord[],
): UnknownFields[] {
	return fields.flatMap(({ name, label, fields: known = [] }) => {
		if (known.length === 0) return [];
		const values = records.flatMap((record) => record[name]).filter(isPlainObject);
		return [...unknownOf(label, known, values), ...unknownWithin(known, values)];
	});
}

function unknownOf(
	of: string,
	known: readonly Field[],
	values: readonly MakiniRecord[],
): UnknownFields[] {
	const names = difference(
		namesOf(values),
		known.map(({ name }) => name),
	);
	return names.length > 0 ? [{ names, of, known }] : [];
}

/**
 * Says which fields were sent that may have been meant otherwise, since a system may ignore them without a word. Custom
 * fields that were chosen in the form are meant.
 */
export function hintAboutUnknown(
	context: IExecuteFunctions,
	{ singular, fields, operations }: Entity,
	operation: OperationName,
	sent: readonly MakiniRecord[],
	isPreview: boolean,
): void {
	if (sent.length === 0) return;
	const { action } = operations[operation] ?? {};
	const known = action?.kind === 'fields' ? action.fields : fields;
	const ofRecord = isJsonMode(context, 0) ? unknownOf(singular, known, sent) : [];
	for (const unknown of [...ofRecord, ...unknownWithin(known, sent)]) {
		const sentNames = unknown.names.map((name) => `"${name}"`).join(', ');
		const possible = unknown.known.filter(({ writable }) => writable === 'user');
		const possibleNames = possible.map(({ name }) => name).join(', ');
		hintAtOutput(
			context,
			'info',
			`${isPreview ? 'Would be sent' : 'Sent'}, but not in Makini's model (${unknown.of}): ${sentNames}. It counts only where the connected system has custom fields of that name. The model has: ${possibleNames}.`,
		);
	}
}
