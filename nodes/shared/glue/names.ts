import { startCase } from 'lodash';
import type { Entity } from '../catalogue/types';

/** "purchase orders" as n8n writes names of parameters and options: "Purchase Orders". */
export const titleCase = (text: string): string => startCase(text);

/** Name of the list search of an entity, as the resource locator refers to it. */
export const searchMethod = (entity: Entity): string => `search${capitalized(entity.name)}`;

/** "purchase order" at the start of a sentence: "Purchase order". */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "a vendor", "an order": the indefinite article goes by the first letter, which fits every entity of the catalogue. */
export const withArticle = (singular: string): string =>
	`${/^[aeiou]/i.test(singular) ? 'an' : 'a'} ${singular}`;
