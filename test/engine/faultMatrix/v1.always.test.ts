import { declareMatrix } from './matrix';

jest.mock('node:timers/promises', () => jest.requireActual<object>('./timersPromises'));

declareMatrix('v1', 'always');
