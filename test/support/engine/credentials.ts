import {
	ICredentialsHelper,
	NodeHelpers,
	type IAuthenticateGeneric,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type IRequestOptionsSimplified,
	type IWorkflowExecuteAdditionalData,
	type Workflow,
} from 'n8n-workflow';

export type CredentialValues = Record<string, ICredentialDataDecryptedObject>;

/** Credentials kept in memory, authenticated by the credential classes' own `authenticate`. */
export class MemoryCredentials extends ICredentialsHelper {
	/** What was entered, and what was fetched since, as n8n keeps it. */
	private readonly values: CredentialValues;

	constructor(
		private readonly types: Record<string, ICredentialType>,
		values: CredentialValues,
	) {
		super();
		this.values = { ...values };
	}

	getParentTypes(name: string): string[] {
		const parents = this.types[name]?.extends ?? [];
		return parents.flatMap((parent) => [parent, ...this.getParentTypes(parent)]);
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		return this.type(name).properties;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		name: string,
		options: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const request = options as IHttpRequestOptions;
		const { authenticate } = this.type(name);
		if (authenticate === undefined) return request;
		if (typeof authenticate === 'function') return await authenticate(credentials, request);
		if (workflow === undefined || node === undefined)
			throw new Error('A workflow and a node are needed');
		return applyGeneric(authenticate, credentials, request, workflow, node);
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		name: string,
		_node: INode,
		expired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const expirable = this.type(name).properties.find(
			(property) => property.typeOptions?.expirable,
		);
		if (expirable === undefined) return undefined;
		if (credentials[expirable.name] !== '' && !expired) return undefined;
		const obtained = await this.runPreAuthentication(helpers, credentials, name);
		if (obtained) this.values[name] = obtained;
		return obtained;
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		name: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const obtained = await this.type(name).preAuthentication?.call(helpers, credentials);
		return obtained === undefined
			? undefined
			: ({ ...credentials, ...obtained } as ICredentialDataDecryptedObject);
	}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('Encrypted credentials are not available in tests');
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_details: INodeCredentialsDetails,
		name: string,
	): Promise<ICredentialDataDecryptedObject> {
		return await this.complete(name);
	}

	/** What the user entered, completed with the credential type's defaults as n8n does. */
	async complete(name: string): Promise<ICredentialDataDecryptedObject> {
		const entered = this.values[name];
		if (entered === undefined) throw new Error(`The test gave no credential "${name}"`);
		const complete = NodeHelpers.getNodeParameters(
			this.type(name).properties,
			entered as INodeParameters,
			true,
			false,
			null,
			null,
		);
		return Object.assign({}, entered, complete as ICredentialDataDecryptedObject);
	}

	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(
		_details: INodeCredentialsDetails,
		name: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.values[name] = { ...this.values[name], oauthTokenData: data.oauthTokenData ?? {} };
	}

	private type(name: string): ICredentialType {
		const type = this.types[name];
		if (type === undefined) throw new Error(`There is no credential type "${name}"`);
		return type;
	}
}

/** Names and values of headers, query, body and auth may be expressions over `$credentials`. */
function applyGeneric(
	authenticate: IAuthenticateGeneric,
	credentials: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
	workflow: Workflow,
	node: INode,
): IHttpRequestOptions {
	const resolve = (value: string) =>
		workflow.expression.getSimpleParameterValue(
			node,
			value,
			'internal',
			{ $credentials: credentials },
			undefined,
			'',
		);
	const target = request as unknown as Record<string, Record<string, unknown>>;
	for (const [part, entries] of Object.entries(authenticate.properties)) {
		for (const [name, value] of Object.entries(entries as Record<string, string>)) {
			const key = String(resolve(name));
			if (key !== '') target[part] = { ...target[part], [key]: resolve(value) };
		}
	}
	return request;
}
