import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { MIME_TYPES } from './fileOutput';
import type { FileSource } from './fileSource';
import { streamOf } from './streams';

/** A file that is written line by line, and not at all where there is no line. */
export class FailureFile {
	private lines: string[] = [];

	private isEnded = false;

	private wake: () => void = () => undefined;

	private stored: Promise<IBinaryData> | undefined;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly source: FileSource,
		private readonly head: () => string,
	) {}

	add(line: string): void {
		if (!this.stored) this.begin();
		this.lines.push(line);
		this.wake();
	}

	/** The file; `undefined` where nothing was added. To be called whatever happened meanwhile. */
	async end(): Promise<IBinaryData | undefined> {
		this.isEnded = true;
		this.wake();
		return await this.stored;
	}

	private begin(): void {
		const { format, fileName } = this.source;
		const name = fileName.replace(/\.[^.]*$/, '');
		this.lines.push(this.head());
		this.stored = this.context.helpers.prepareBinaryData(
			streamOf(this.pieces()),
			`${name}-failed.${format}`,
			MIME_TYPES[format],
		);
		// Whoever ends the file sees the error.
		this.stored.catch(() => undefined);
	}

	private async *pieces(): AsyncGenerator<Uint8Array> {
		for (;;) {
			const text = this.lines.splice(0).join('');
			if (text !== '') yield Buffer.from(text);
			else if (this.isEnded) return;
			else await new Promise<void>((resolve) => (this.wake = resolve));
		}
	}
}
