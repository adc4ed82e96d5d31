import { createRequire } from 'node:module';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { memoize } from 'lodash';
import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

const root = path.resolve(__dirname, '../..');

type Evaluate = (
	load: (name: string) => unknown,
	module: { exports: Record<string, new () => INodeType> },
	exports: object,
	buffer: typeof Buffer,
) => void;

/**
 * The package asks for much memory to hurry V8 along, which would take half of the simulation's
 * time, and can do without.
 */
const WithoutLarge = new Proxy(Buffer, {
	get(target, name, receiver) {
		if (name !== 'allocUnsafeSlow') return Reflect.get(target, name, receiver) as unknown;
		return (size: number) => {
			if (size > 1_000_000) throw new RangeError('So much memory is not given');
			return target.allocUnsafeSlow(size);
		};
	},
});

let compiled: Evaluate | undefined;

/**
 * The node and all that it imports of the package, as one function: each call of it is a process of
 * n8n that has just begun.
 */
function compile(): Evaluate {
	const { outputFiles } = buildSync({
		entryPoints: [path.join(root, 'nodes/MakiniPurchaseOrder/MakiniPurchaseOrder.node.ts')],
		bundle: true,
		format: 'cjs',
		platform: 'node',
		target: 'node20',
		packages: 'external',
		write: false,
	});
	const code = outputFiles[0]?.text ?? '';
	return new Function('require', 'module', 'exports', 'Buffer', code) as Evaluate;
}

/** What comes with n8n, which keeps nothing of an execution. */
const load = memoize(createRequire(__filename) as (name: string) => unknown);

/** The purchase order node in a process of its own: journals, limiters and whatever else a module keeps are new. */
export interface Program {
	execute: (context: IExecuteFunctions) => Promise<INodeExecutionData[][]>;
}

export function startProgram(): Program {
	compiled ??= compile();
	const module = { exports: {} as Record<string, new () => INodeType> };
	compiled(load, module, module.exports, WithoutLarge);
	const { MakiniPurchaseOrder } = module.exports;
	if (!MakiniPurchaseOrder) throw new Error('The bundle has no purchase order node');
	const { execute } = new MakiniPurchaseOrder();
	return {
		execute: async (context) => (await execute?.call(context)) as INodeExecutionData[][],
	};
}
