import { decimal, flag, group, list, readOnly, reference, text, timestamps } from './fields';
import type { Field } from './types';

const addressFields: readonly Field[] = [
	text('country', 'Country', 'Country of the address'),
	text('addressLines', 'Address Lines', 'Street, house number and further lines'),
	text('addressee', 'Addressee', 'Who receives the delivery or the bill'),
	text('state', 'State', 'State, province or region'),
	text('city', 'City', 'City or town'),
	text('postCode', 'Post Code', 'Postal code'),
	text('phone', 'Phone', 'Phone number at the address'),
	text('email', 'Email', 'Email address of the addressee'),
	text('notes', 'Notes', 'Remarks on the address'),
	flag('isActive', 'Is Active', 'Whether the address is in use'),
	timestamps.created,
	timestamps.updated,
];

/** A postal address, as orders and sites carry it. Source: schema Address of the OpenAPI documents. */
const addressFields: readonly Field[] = [
	text('country', 'Country', 'Country of the address'),
	text('addressLines', 'Address Lines', 'Street, house number and further lines'),
	text('addressee', 'Addressee', 'Who receives the delivery or the bill'),
	text('state', 'State', 'State, province or region'),
	text('city', 'City', 'City or town'),
	text('postCode', 'Post Code', 'Postal code'),
	text('phone', 'Phone', 'Phone number at the address'),
	text('email', 'Email', 'Email address of the addressee'),
	text('notes', 'Notes', 'Remarks on the address'),
	flag('isActive', 'Is Active', 'Whether the address is in use'),
	timestamps.created,
	timestamps.updated,
];

/** A contact person. Source: schema Contact of the OpenAPI documents. */
const contactFields: readonly Field[] = [
	text('name', 'Name', 'Name of the person'),
	text('position', 'Position', 'Position in the company'),
	text('phones', 'Phones', 'Phone numbers'),
	text('emails', 'Emails', 'Email addresses'),
	flag('isActive', 'Is Active', 'Whether the contact is in use'),
	flag('isDefault', 'Is Default', 'Whether this is the first contact to use'),
];

/** A file that is attached to a record. Source: schema Document of the OpenAPI documents. */
const documentFields: readonly Field[] = [
	key('document'),
	list('entityKeys', 'Entity Keys', 'Keys of the records the document is attached to'),
	text('name', 'Name', 'Name of the document'),
	text('url', 'URL', 'Where the file can be fetched'),
	text('type', 'Type', 'Kind of document, as the system names it'),
	text('contentType', 'Content Type', 'Format of the file, such as application/pdf'),
	text('description', 'Description', 'What the document is about'),
	text('notes', 'Notes', 'Remarks on the document'),
	timestamps.created,
	timestamps.updated,
];

type Compound = (name: string, label: string, description: string) => Field;

export const address: Compound = (name, label, description) =>
	readOnly(group(name, label, description, { fields: addressFields }));

export const addresses: Compound = (name, label, description) =>
	readOnly(list(name, label, description, { fields: addressFields }));

export const contact: Compound = (name, label, description) =>
	readOnly(group(name, label, description, { fields: contactFields }));

export const contacts: Compound = (name, label, description) =>
	readOnly(list(name, label, description, { fields: contactFields }));

/** Can be written: records that only show their documents make it read only. */
export const documents: Compound = (name, label, description) =>
	list(name, label, description, { fields: documentFields });
