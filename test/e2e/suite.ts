import type { Browser } from 'playwright-core';
import type { InstalledHost } from '../../scripts/host/install';
import type { N8nServer } from '../../scripts/host/n8n';
import type { Tell } from '../../scripts/host/progress';

/** What every end-to-end test gets: one n8n with the nodes installed, and one browser. */
export interface EndToEnd {
	host: InstalledHost;
	n8n: N8nServer;
	/** Started on first use. */
	browser(): Promise<Browser>;
	/** Where a screenshot goes: the documentation when it is to be renewed, a scratch folder otherwise. */
	imagePath(name: string): string;
}

/** One check; it throws when something is not as it should be, and may tell figures that it saw. */
export interface EndToEndTest {
	name: string;
	run(context: EndToEnd, tell: Tell): Promise<void>;
}

/** Tests that share what `before` prepared. They run in order. */
export interface Suite {
	name: string;
	before?(context: EndToEnd): Promise<void>;
	tests: EndToEndTest[];
	after?(context: EndToEnd): Promise<void>;
}
