/** In place of `node:timers/promises`. */
export { sleepInSimulatedTime as setTimeout } from './simulatedTime';
