// The linters' parts, taken from n8n's own tool so that both configurations use the same versions.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const fromCli = createRequire(require.resolve('@n8n/node-cli/eslint'));

export const tseslint = fromCli('typescript-eslint');
export const importX = fromCli('eslint-plugin-import-x').default;
export const { createTypeScriptImportResolver } = fromCli('eslint-import-resolver-typescript');
export const n8nNodesBase = fromCli('eslint-plugin-n8n-nodes-base');
export { n8nCommunityNodesPlugin as communityNodes } from '@n8n/eslint-plugin-community-nodes';
