// npm run lint: builds, because the generated descriptions are linted too.
import { ensureInstalled } from './install.mjs';

ensureInstalled();
const { build, lint } = await import('./lint/steps.mjs');
build();
await lint();
