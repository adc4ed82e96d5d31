import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';

interface ServiceContainer {
	get<T>(service: new (...parts: never[]) => T): T;
}

let starting: Promise<BinaryDataService> | undefined;

/** n8n's store for files outside of memory, started once. */
export async function binaryData(): Promise<BinaryDataService> {
	starting ??= start();
	return await starting;
}

async function start(): Promise<BinaryDataService> {
	// n8n-core has a container of its own version, which is not the one that lies beside it.
	const { Container } = (await import(
		require.resolve('@n8n/di', { paths: [require.resolve('n8n-core')] })
	)) as { Container: ServiceContainer };
	const service = Container.get(BinaryDataService);
	await service.init();
	return service;
}

/** Stores a file where n8n keeps files outside of memory. */
export async function storeFile(
	pieces: Iterable<string | Uint8Array>,
	file: Pick<IBinaryData, 'mimeType' | 'fileName'>,
): Promise<IBinaryData> {
	return await (
		await binaryData()
	).store(
		{ type: 'execution', workflowId: 'workflow', executionId: 'execution' },
		Readable.from(pieces),
		{ data: '', ...file },
	);
}

/** The text of a file, wherever n8n keeps it. */
export async function readFile(file: IBinaryData | undefined): Promise<string> {
	if (!file) throw new Error('There is no file');
	if (file.id === undefined) return Buffer.from(file.data, 'base64').toString('utf8');
	return await text(await (await binaryData()).getAsStream(file.id));
}
