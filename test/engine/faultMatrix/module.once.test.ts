import { declareMatrix } from './matrix';

jest.mock('../../../sandbox/server/waiting', () => jest.requireActual<object>('./waiting'));

declareMatrix('module', 'once');
