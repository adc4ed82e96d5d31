import { startCase, upperFirst } from 'lodash';
import type { Field } from '../../catalogue/types';

/** "purchase orders" as n8n writes names of parameters and options: "Purchase Orders". */
export const titleCase = (text: string): string => startCase(text).replace(/ Of /g, ' of ');

/** An entity's name in the catalogue as people read it: "Purchase Order", "RFQ". */
export const entityTitle = (name: string): string => titleCase(name).replace(/\bRfq\b/, 'RFQ');

/** Name of the list search of an entity or another resource, as resource locators refer to it. */
export const searchMethod = ({ name }: { name: string }): string => `search${upperFirst(name)}`;

/** How a reference is called where records are chosen by name, and nobody needs to think of keys: "Vendor". */
export const referenceName = ({ label }: Field): string => label.replace(/ Key$/, '');
