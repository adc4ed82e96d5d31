import path from 'node:path';

/** The project's own folder. */
export const projectRoot = path.resolve(__dirname, '..', '..');

/** Where n8n itself and its data live: ignored by git, shared between clones when N8N_HOST_DIR names a folder. */
export const hostRoot = path.resolve(process.env.N8N_HOST_DIR ?? path.join(projectRoot, '.host'));

/** The data folders of the n8n instances that this clone starts; never shared. */
export const runRoot = path.join(projectRoot, '.host', 'run');

/** Logs, reports and screenshots that nobody keeps. */
export const scratchRoot = path.join(projectRoot, '.scratch');
