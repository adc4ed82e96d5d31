/** In place of the sandbox's own. */
export { pauseInSimulatedTime as pause } from './simulatedTime';
