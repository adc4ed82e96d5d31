import type { IExecuteFunctions } from 'n8n-workflow';
import { catalogue, type Entity } from '../../catalogue';
import type { MakiniClient } from '../../client/client';
import type { ReadReport } from '../../client/paging/pages';
import type { ReadQuery } from '../../client/records/lists';
import { withArticle } from '../../client/errors/readableText';
import { referenceName } from '../description/labels';
import { hintAtOutput } from '../session/progressHints';
import type { Session } from '../session/session';

function hintAboutChange(context: IExecuteFunctions, entity: Entity, report: ReadReport): void {
	const { changed, records, told } = report;
	if (!changed && told === undefined) return;
	hintAtOutput(
		context,
		'warning',
		changed
			? `The number of ${entity.plural} changed while they were read: ${records} were read, each once; the end of the list was read again. To be sure of the newest, read again with "Updated After".`
			: `Makini says that there are ${told} ${entity.plural}, and gave ${records}: all that came are here, each once.`,
	);
}

/** Without a cursor, a number or a total, a page that is as full as was asked for may be all, or not. */
function hintAboutEnd(context: IExecuteFunctions, entity: Entity, report: ReadReport): void {
	if (!report.isEndOpen) return;
	hintAtOutput(
		context,
		'warning',
		`Makini does not say whether there are more than these ${report.records} ${entity.plural}. Choose a Page Size that they cannot fill, or read in parts by filters or "Updated After".`,
	);
}

/** A filter that finds nothing often has a name where a key belongs, which no system refuses. */
function hintAboutNothing(
	context: IExecuteFunctions,
	entity: Entity,
	{ conditions = [] }: ReadQuery,
	report: ReadReport,
): void {
	if (report.records > 0) return;
	const field = entity.fields.find(
		({ name, references }) => references && conditions.some((each) => each.field === name),
	);
	const referenced = catalogue[field?.references ?? ''];
	if (!field || !referenced) return;
	hintAtOutput(
		context,
		'info',
		`No ${entity.plural} match the filters. ${field.label} takes the key of ${withArticle(referenced.singular)}, not its name. To filter by that, choose the field "${referenceName(field)} (Code or Name)".`,
	);
}

/** A name that cannot be read is missing from the output, and does not fail it. */
export function hintAboutNames(
	context: IExecuteFunctions,
	{ references }: Pick<MakiniClient, 'references'>,
): void {
	const [first, ...others] = references.unread;
	if (!first) return;
	const plurals = [first, ...others].map(({ entity }) => catalogue[entity]?.plural ?? entity);
	hintAtOutput(
		context,
		'warning',
		`Codes and names of these could not be read, so that their keys stand alone: ${plurals.join(', ')}. ${first.why.message}`,
	);
}

/** What people should know of a reading, beside its records. */
export function giveHints(
	context: IExecuteFunctions,
	{ client }: Session,
	entity: Entity,
	query: ReadQuery,
	report: ReadReport,
): void {
	hintAboutChange(context, entity, report);
	hintAboutEnd(context, entity, report);
	hintAboutNothing(context, entity, query, report);
	hintAboutNames(context, client);
}

/** Whoever misses a record learns that it is not missing, and how to get it. */
export function hintAboutDeleted(
	context: IExecuteFunctions,
	{ singular, plural }: Entity,
	leftOut: number,
): void {
	if (leftOut === 0) return;
	const [what, it] =
		leftOut === 1
			? [`1 ${singular} that was deleted in its system was`, 'it']
			: [`${leftOut} ${plural} that were deleted in their system were`, 'them'];
	hintAtOutput(
		context,
		'info',
		`${what} left out. To get ${it} as well, turn on "Include Deleted" under "Options".`,
	);
}
