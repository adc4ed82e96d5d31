import { applicationSuite } from './applicationSuite';
import { changedSuite } from './changedSuite';
import { credentialSuite } from './credentialSuite';
import { editorSuite } from './editorSuite';
import { embeddingSuite } from './embeddingSuite';
import { approvalSuite, examplesSuite, migrationSuite, previewSuite } from './examplesSuite';
import { formsSuite } from './formsSuite';
import { lossesSuite } from './lossesSuite';
import { oauthSuite } from './oauthSuite';
import { pollingSuite } from './pollingSuite';
import { queueLoadSuites } from './queueLoadSuite';
import { queueSuites } from './queueSuite';
import { reauthorizationSuite } from './reauthorizationSuite';
import { referencesSuite } from './referencesSuite';
import { reportSuite } from './reportSuite';
import { stormsSuite } from './stormsSuite';
import type { Suite } from './suite';
import { syncSuite } from './syncSuite';
import { toolsSuite } from './toolsSuite';
import { twoWaySuite } from './twoWaySuite';
import { walkThroughSuite } from './walkThroughSuite';
import { webhooksSuite } from './webhooksSuite';

/** All suites, in the order in which they run. */
export const suites: Suite[] = [
	// First, so that n8n is as a new analyst finds it.
	walkThroughSuite,
	credentialSuite,
	reportSuite,
	syncSuite,
	twoWaySuite,
	lossesSuite,
	editorSuite,
	formsSuite,
	oauthSuite,
	applicationSuite,
	referencesSuite,
	webhooksSuite,
	stormsSuite,
	examplesSuite,
	approvalSuite,
	migrationSuite,
	previewSuite,
	reauthorizationSuite,
	pollingSuite,
	changedSuite,
	toolsSuite,
	embeddingSuite,
	...queueSuites,
	...queueLoadSuites,
];
