import type { IExecuteFunctions } from 'n8n-workflow';
import { inputError } from '../../client/errors/errors';
import { flag } from '../description/shapes';

const PARAMETER = 'preview';

/**
 * Whether a run only shows what it would write.
 * @throws MakiniError (input) for anything but a clear yes or no, since it must never be taken for "write", and where
 * an expression gives both.
 */
export function isPreview(context: IExecuteFunctions): boolean {
	const raw: unknown = context.getNodeParameter(PARAMETER, 0, false, { rawExpressions: true });
	const isExpression = typeof raw === 'string' && raw.startsWith('=');
	const count = isExpression ? context.getInputData().length : 1;
	const given = Array.from({ length: count }, (_, item) => {
		const parsed = flag.safeParse(context.getNodeParameter(PARAMETER, item, false));
		if (parsed.success) return parsed.data;
		throw inputError(
			'"Preview" is neither true nor false',
			`Nothing was written. Turn it on or off, or let the expression give true or false${isExpression ? ` for item ${item} as well` : ''}.`,
			PARAMETER,
		);
	});
	const [first = false] = given;
	const other = given.indexOf(!first);
	if (other < 0) return first;
	throw inputError(
		`"Preview" is ${first} for item 0 and ${!first} for item ${other}`,
		'A run writes all of its items or none, so nothing was written. Let the expression give the same for all items, or send them to two nodes by an If node.',
		PARAMETER,
	);
}
