import path from 'node:path';
import { loadOutputSchema } from 'n8n-core/dist/nodes-loader/output-schema-resolver';
import { z } from 'zod';
import { packageRoot } from './engine';

const isNamed = z.object({ type: z.literal('object'), version: z.number() }).extend({
	properties: z.record(z.string(), z.object({ type: z.string() }).passthrough()),
});

/** The names of the fields that n8n shows of an operation before its node ran; `undefined` where it shows none. */
export function shownFields(
	node: string,
	resource: string,
	operation: string,
): string[] | undefined {
	const nodeDir = path.join(packageRoot, 'dist', 'nodes', node);
	const schema = loadOutputSchema({ nodeDir, version: 1, resource, operation });
	return schema && Object.keys(isNamed.parse(schema).properties);
}
