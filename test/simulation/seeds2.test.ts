import { declareSeeds } from './declareSeeds';

declareSeeds(1_001, 1_000);
