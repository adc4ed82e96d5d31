import { declareSeeds } from './declareSeeds';

declareSeeds(1, 1_000);
