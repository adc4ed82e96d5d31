import { startCase, upperFirst } from 'lodash';
import type { Entity, Field } from '../../catalogue/types';

/** "purchase orders" as n8n writes names of parameters and options: "Purchase Orders". */
export const titleCase = (text: string): string => startCase(text).replace(/ Of /g, ' of ');

/** An entity's name in the catalogue as people read it: "Purchase Order", "RFQ". */
export const entityTitle = (name: string): string => titleCase(name).replace(/\bRfq\b/, 'RFQ');

/** Name of the list search of an entity, as the resource locator refers to it. */
export const searchMethod = (entity: Entity): string => `search${upperFirst(entity.name)}`;

/** How a reference is called where records are chosen by name, and nobody needs to think of keys: "Vendor". */
export const referenceName = ({ label }: Field): string => label.replace(/ Key$/, '');
