import { declareMatrix } from './matrix';

jest.mock('../../../sandbox/waiting', () => jest.requireActual<object>('./waiting'));

declareMatrix('v1', 'always');
