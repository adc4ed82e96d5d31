// n8n's own rule sets in full, less what cannot hold in a community package.
import { communityNodes, n8nNodesBase } from './plugins.mjs';

/** Every rule of a set as an error: n8n's "recommended" form leaves some as warnings. */
const strict = (rules) => Object.fromEntries(Object.keys(rules).map((rule) => [rule, 'error']));

export const packageRules = strict(n8nNodesBase.configs.community.rules);

export const credentialRules = {
	...strict(n8nNodesBase.configs.credentials.rules),
	// Wants the slug of a page on docs.n8n.io, which only n8n's own credentials have; a community one must give a URL.
	'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
};

export const nodeRules = {
	...strict(n8nNodesBase.configs.nodes.rules),
	// Both want the string 'main', where n8n-workflow now offers NodeConnectionTypes.Main and the
	// newer linter asks for that.
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
	'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
	// Forbids an upper limit on Limit; page and batch sizes have real ones, and the editor can say so.
	'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
};

export const communityRules = strict(communityNodes.configs.recommended.rules);

export const plugins = {
	'n8n-nodes-base': n8nNodesBase,
	'@n8n/community-nodes': communityNodes,
};
