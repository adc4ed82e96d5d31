import type { AxiosResponse, AxiosStatic, InternalAxiosRequestConfig } from 'axios';
import type { INodeParameters } from 'n8n-workflow';
import { startNodeRun, type StartedNode } from '../support/engine';
import { Network } from './network';
import { inputOf, nodeOf, perItem } from './node';
import type { History, Run } from './play';
import { Server, TOKEN } from './server';
import type { Execution, Story } from './story';
import { holdTime, pass, START, type VirtualTime } from './virtualTime';

const network = require.resolve('@n8n/backend-network', { paths: [require.resolve('n8n-core')] });
// The one that n8n's helpers send with.
const axios = jest.requireActual<AxiosStatic>(require.resolve('axios', { paths: [network] }));

const realTimeout = setTimeout;

/** Sends what n8n's helpers send over the story's network. */
function sendOver(wires: Network): void {
	axios.defaults.adapter = async (config: InternalAxiosRequestConfig): Promise<AxiosResponse> => {
		const cancelled = config.signal as AbortSignal;
		const sender = { execution: 0, process: 0, isDead: () => false, cancelled };
		const { method = 'get', url = '', headers, data, timeout } = config;
		try {
			const answer = await wires.send(sender, {
				method: method.toUpperCase(),
				url,
				headers: { ...headers },
				...(typeof data === 'string' ? { body: JSON.parse(data) as object } : {}),
				timeout,
			});
			const { statusCode: status, headers: got, body } = answer;
			return { data: body, status, statusText: '', headers: got, config, request: {} };
		} catch (error) {
			const { message, cause } = error as Error & { cause: { code: string } };
			throw new axios.AxiosError(message, cause.code, config, {});
		}
	};
}

/** The parameters with expressions for what differs from item to item. */
function parametersOf(execution: Execution): INodeParameters {
	const { parameters } = nodeOf(execution, 0);
	const { from, operation } = execution;
	const isByKey = operation === 'update' || operation === 'delete';
	return {
		...parameters,
		...(from === 'json' ? { jsonData: '={{ $json.data }}' } : {}),
		...(isByKey ? { recordKey: { __rl: true, mode: 'id', value: '={{ $json.id }}' } } : {}),
	};
}

async function start(execution: Execution, { world, chance }: Story): Promise<StartedNode> {
	const { from, onError, retry } = execution;
	const valueOf = perItem(execution, world.orders);
	return await startNodeRun({
		node: 'MakiniPurchaseOrder',
		parameters: parametersOf(execution),
		credentials: {
			makiniApi: {
				apiToken: TOKEN,
				// What was learned of a connection outlives an execution: each story has its own.
				baseUrl: `https://api-${chance}.example.com`,
				systemType: 'erp',
				apiStyle: world.style,
				webhookSecret: '',
			},
		},
		input: inputOf(execution, world.orders).map((item, index) => ({
			...item,
			json: {
				...item.json,
				...(from === 'json' ? { data: String(valueOf('jsonData', index)) } : {}),
			},
		})),
		onError,
		retryOnFail: retry !== undefined,
		maxTries: retry?.maxTries,
		waitBetweenTries: retry?.waitMs,
	});
}

/** The engine has work that takes real time, such as loading its own files. */
async function waitFor(time: VirtualTime, isOver: () => boolean): Promise<void> {
	for (let tries = 0; tries < 400; tries += 1) {
		if ((await time.until(isOver, Infinity)) !== 'hung') return;
		await new Promise((done) => realTimeout(done, 5));
	}
	throw new Error('The engine does not get on');
}

/** Lets the only execution of a story run in n8n's own engine, with the built node. */
export async function playInEngine(story: Story): Promise<History> {
	const [execution] = story.executions;
	if (!execution) throw new Error('There is no execution');
	const time = holdTime(String(story.chance));
	try {
		const server = new Server(story.world);
		const wires = new Network(story.world, server, String(story.chance));
		sendOver(wires);
		const run: Run = { tries: [], isCrashed: false, isOver: false };
		const probe: Run = { tries: [], isCrashed: false, isOver: false };
		const work = async (): Promise<void> => {
			await pass(execution.at);
			const { finished } = await start(execution, story);
			const { outputs, error, hints } = await finished;
			const output = error ? undefined : outputs;
			const said = hints.map(({ message }) => message);
			run.seen = { startedAt: START, endedAt: Date.now(), output, error, hints: said, logs: [] };
			run.tries.push(run.seen);
			run.isOver = true;
		};
		story.writers.forEach((writer, index) =>
			setTimeout(() => server.write(writer, `W${index}`), writer.at),
		);
		void work();
		await waitFor(time, () => run.isOver);
		const endedAt = Date.now();
		return {
			story,
			runs: [run],
			requests: wires.requests,
			changes: server.changes,
			initial: server.initial,
			ending: 'over',
			calmAt: endedAt,
			probe,
			probeRequests: [],
			probeEnding: 'over',
			endedAt,
		};
	} finally {
		time.release();
	}
}
