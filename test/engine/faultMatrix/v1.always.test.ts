import { declareMatrix } from './matrix';

jest.mock('../../../sandbox/server/waiting', () => jest.requireActual<object>('./waiting'));

declareMatrix('v1', 'always');
