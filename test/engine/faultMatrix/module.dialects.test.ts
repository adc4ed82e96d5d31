import { declareDialects } from './matrix';

jest.mock('../../../sandbox/server/waiting', () => jest.requireActual<object>('./waiting'));

declareDialects('module');
