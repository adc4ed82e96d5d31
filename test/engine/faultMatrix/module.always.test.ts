import { declareMatrix } from './matrix';

jest.mock('../../../sandbox/waiting', () => jest.requireActual<object>('./waiting'));

declareMatrix('module', 'always');
