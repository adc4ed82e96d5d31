import { createHash } from 'crypto';
import type { Condition } from '../client/wire/filters';
import type { Connection } from '../client/wire/transport';

/** All that has to be the same for a stored state to be gone on with. */
export interface SubjectParts {
	source: 'records' | 'connection';
	entity: string;
	conditions: readonly Condition[];
	connection: Connection;
	/** n8n's identification of the credential: its token may be replaced when the system is connected anew. */
	credentialId: string;
	/** What else tells one reading from another. */
	more?: readonly unknown[];
}

/** A short text that differs between any two subjects. */
export function subjectOf(parts: SubjectParts): string {
	const { source, entity, conditions, connection, credentialId, more = [] } = parts;
	const { baseUrl, systemType, apiStyle } = connection;
	const filters = conditions.map(({ field, operator, value }) => [field, operator, value]);
	const all = [source, entity, filters, baseUrl, systemType, apiStyle, credentialId, ...more];
	return createHash('sha256').update(JSON.stringify(all)).digest('base64url').slice(0, 22);
}

/** Tells tokens of a connection apart without showing them. */
export const tokenMark = ({ id }: Connection): string => id.slice(0, 16);
