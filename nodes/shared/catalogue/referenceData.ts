import { account, exchangeRate, tax, unitOfMeasure } from './referenceFinance';
import { labor, team, user } from './referencePeople';
import { company, location, organization, storeroom } from './referencePlaces';
import type { Entity } from './types';

/** The records that others refer to, besides vendors, sites and currencies. */
export const referenceEntities: readonly Entity[] = [
	organization,
	location,
	storeroom,
	account,
	team,
	labor,
	user,
	unitOfMeasure,
	company,
	tax,
	exchangeRate,
];
