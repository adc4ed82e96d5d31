import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Entity } from '../catalogue/types';
import { MakiniError } from '../client/errors';
import type { ReadReport } from '../client/pages';
import { errorJson, nodeError } from './nodeErrors';
import { asItem, outputOf } from './output';
import { readQuery, type Options } from './parameters';
import type { Session } from './session';

function hintAboutChange(context: IExecuteFunctions, entity: Entity, report: ReadReport): void {
	if (!report.changed) return;
	context.addExecutionHints({
		location: 'outputPane',
		type: 'warning',
		message: `The number of ${entity.plural} changed while they were read: ${report.records} were read, each once. To be sure of the newest, read again with "Updated After".`,
	});
}

async function readOne(
	context: IExecuteFunctions,
	session: Session,
	entity: Entity,
	options: Options,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const query = readQuery(context, entity, itemIndex, options);
	const mode = String(context.getNodeParameter('output', itemIndex, 'all'));
	const selected = context.getNodeParameter('outputFields', itemIndex, []) as string[];
	const output = outputOf(entity, mode, selected);
	const items: INodeExecutionData[] = [];
	const pages = session.client.list(entity, query);
	for (;;) {
		const next = await pages.next();
		if (next.done) {
			hintAboutChange(context, entity, next.value);
			return items;
		}
		for (const record of next.value) items.push(asItem(output(record), itemIndex));
	}
}

/** Get many, once for each item of the input. */
export async function readMany(
	context: IExecuteFunctions,
	session: Session,
	entity: Entity,
	options: Options,
): Promise<INodeExecutionData[]> {
	const output: INodeExecutionData[] = [];
	const count = context.getInputData().length;
	for (let itemIndex = 0; itemIndex < count; itemIndex += 1) {
		try {
			const items = await readOne(context, session, entity, options, itemIndex);
			for (const item of items) output.push(item);
		} catch (error) {
			const cancelled = error instanceof MakiniError && error.kind === 'cancelled';
			if (cancelled || !context.continueOnFail()) throw nodeError(error, { ...session, itemIndex });
			output.push(asItem(errorJson(error, itemIndex, session), itemIndex));
		}
	}
	return output;
}
