/** A tool as an agent sees it. */
export interface OfferedTool {
	name: string;
	description: string;
	inputSchema: { properties?: Record<string, { type?: string; description?: string }> };
}

interface Answer {
	result?: unknown;
	error?: { message: string };
}

/** What a tool gives back to the agent. */
export interface ToolResult {
	isError: boolean;
	text: string;
}

const PROTOCOL = '2025-06-18';

/** The answer within a stream of server-sent events, or alone. */
function answerIn(text: string): Answer {
	const line = text.split('\n').find((each) => each.startsWith('data: '));
	return JSON.parse(line ? line.slice('data: '.length) : text) as Answer;
}

/**
 * Calls tools as an AI agent does, without a model: by the Model Context Protocol over HTTP
 * (https://modelcontextprotocol.io, transport "streamable HTTP"), which n8n's MCP Server Trigger speaks.
 */
export class McpClient {
	private session = '';

	private requests = 0;

	private constructor(private readonly url: string) {}

	static async connect(url: string): Promise<McpClient> {
		const client = new McpClient(url);
		await client.request('initialize', {
			protocolVersion: PROTOCOL,
			capabilities: {},
			clientInfo: { name: 'end-to-end', version: '1' },
		});
		await client.post({ method: 'notifications/initialized' });
		return client;
	}

	async tools(): Promise<OfferedTool[]> {
		return ((await this.request('tools/list', {})) as { tools: OfferedTool[] }).tools;
	}

	async call(name: string, args: Record<string, unknown>): Promise<ToolResult> {
		const result = (await this.request('tools/call', { name, arguments: args })) as {
			isError?: boolean;
			content: Array<{ text: string }>;
		};
		return {
			isError: result.isError ?? false,
			text: result.content.map(({ text }) => text).join(''),
		};
	}

	private async request(method: string, params: object): Promise<unknown> {
		this.requests += 1;
		const text = await this.post({ id: this.requests, method, params });
		const { result, error } = answerIn(text);
		if (error) throw new Error(`${method}: ${error.message}`);
		return result;
	}

	private async post(message: object): Promise<string> {
		const response = await fetch(this.url, {
			method: 'POST',
			headers: {
				accept: 'application/json, text/event-stream',
				'content-type': 'application/json',
				'mcp-protocol-version': PROTOCOL,
				...(this.session && { 'mcp-session-id': this.session }),
			},
			body: JSON.stringify({ jsonrpc: '2.0', ...message }),
		});
		this.session = response.headers.get('mcp-session-id') ?? this.session;
		const text = await response.text();
		if (!response.ok) throw new Error(`The MCP server answered ${response.status}: ${text}`);
		return text;
	}
}
