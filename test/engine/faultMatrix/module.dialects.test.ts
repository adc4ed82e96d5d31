import { declareDialects } from './matrix';

jest.mock('../../../sandbox/waiting', () => jest.requireActual<object>('./waiting'));

declareDialects('module');
