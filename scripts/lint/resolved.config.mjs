// For the written-out descriptions (see writeResolved.mjs): n8n's rules in full.
import { communityRules, credentialRules, nodeRules, plugins } from './n8nRules.mjs';
import { tseslint } from './plugins.mjs';

const parser = { languageOptions: { parser: tseslint.parser }, plugins };

export default [
	{ ...parser, files: ['**/nodes/**/*.ts'], rules: { ...nodeRules, ...communityRules } },
	{
		...parser,
		files: ['**/credentials/**/*.ts'],
		rules: { ...credentialRules, ...communityRules },
	},
];
