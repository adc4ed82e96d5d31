// For the unpacked tarball: what n8n's package scanner asks of the published JavaScript, with its rules as errors.
import { communityRules, packageRules, plugins } from './n8nRules.mjs';
import { tseslint } from './plugins.mjs';

export default [
	{ files: ['**/*.js'], plugins, rules: { ...communityRules, 'no-console': 'error' } },
	{
		files: ['**/package.json'],
		languageOptions: { parser: tseslint.parser },
		plugins,
		rules: { ...packageRules, ...communityRules },
	},
];
