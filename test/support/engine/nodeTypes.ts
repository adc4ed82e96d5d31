import type { IDataObject, INodeType, INodeTypes } from 'n8n-workflow';

/** Node types for one workflow, by their full type name. */
export class TestNodeTypes implements INodeTypes {
	constructor(private readonly types: Map<string, INodeType>) {}

	getByName(type: string): INodeType {
		return this.getByNameAndVersion(type);
	}

	getByNameAndVersion(type: string): INodeType {
		const found = this.types.get(type);
		if (found === undefined) throw new Error(`The test workflow knows no node type "${type}"`);
		return found;
	}

	getKnownTypes(): IDataObject {
		return Object.fromEntries([...this.types.keys()].map((type) => [type, {}]));
	}
}
