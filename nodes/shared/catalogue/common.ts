import { flag, group, readOnly, text, timestamps } from './fields';
import type { Field } from './types';

/** A postal address, as orders and sites carry it. Source: schema Address of the OpenAPI documents. */
export const address = (name: string, label: string, description: string): Field =>
	readOnly(
		group(name, label, description, {
			fields: [
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
			],
		}),
	);

/** A contact person. Source: schema Contact of the OpenAPI documents. */
export const contact = (name: string, label: string, description: string): Field =>
	readOnly(
		group(name, label, description, {
			fields: [
				text('name', 'Name', 'Name of the person'),
				text('position', 'Position', 'Position in the company'),
				text('phones', 'Phones', 'Phone numbers'),
				text('emails', 'Emails', 'Email addresses'),
				flag('isActive', 'Is Active', 'Whether the contact is in use'),
				flag('isDefault', 'Is Default', 'Whether this is the first contact to use'),
			],
		}),
	);
