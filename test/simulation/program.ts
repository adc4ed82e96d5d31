import path from 'node:path';
import { buildSync } from 'esbuild';
import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

const root = path.resolve(__dirname, '../..');

type Evaluate = (
	load: NodeJS.Require,
	module: { exports: Record<string, new () => INodeType> },
	exports: object,
) => void;

let compiled: Evaluate | undefined;

/** The node and all that it imports of the package, as one function: each call of it is a process of n8n that has just begun. */
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
	return new Function('require', 'module', 'exports', code) as Evaluate;
}

/** The purchase order node in a process of its own: journals, governors and whatever else a module keeps are new. */
export interface Program {
	execute: (context: IExecuteFunctions) => Promise<INodeExecutionData[][]>;
}

export function startProgram(): Program {
	compiled ??= compile();
	const module = { exports: {} as Record<string, new () => INodeType> };
	compiled(require, module, module.exports);
	const { MakiniPurchaseOrder } = module.exports;
	if (!MakiniPurchaseOrder) throw new Error('The bundle has no purchase order node');
	const { execute } = new MakiniPurchaseOrder();
	return {
		execute: async (context) => (await execute?.call(context)) as INodeExecutionData[][],
	};
}
