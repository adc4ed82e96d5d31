import { identityOf } from '../api/integration';
import { Connection } from './connection';
import type { ConnectionOptions } from '../options';

/** The connections of a sandbox. */
export class Registry {
	private readonly byName = new Map<string, Connection>();

	constructor(options: readonly ConnectionOptions[]) {
		for (const each of options) this.add(each);
	}

	/** Adds a connection; throws when its name or token is taken. */
	add(options: ConnectionOptions): Connection {
		if (this.byName.has(options.name) || this.isTaken(options.token)) {
			throw new Error('Every connection needs a name and a token of its own');
		}
		const connection = new Connection(options, (token) => this.isTaken(token));
		this.byName.set(options.name, connection);
		return connection;
	}

	all(): Connection[] {
		return [...this.byName.values()];
	}

	named(name: string): Connection | undefined {
		return this.byName.get(name);
	}

	/** The connection whose own token it is; tokens of the authorization server are elsewhere. */
	withToken(token: string): Connection | undefined {
		return this.all().find((connection) => connection.token === token);
	}

	withId(id: string): Connection | undefined {
		return this.all().find(({ options }) => identityOf(options).id === id);
	}

	/** Says whether a token is one that a connection has or has had. */
	private isTaken(token: string): boolean {
		return this.all().some(({ life }) => life.has(token));
	}

	/** A name like the given one that no connection has. */
	freeName(wanted: string): string {
		const stem = wanted.toLowerCase().replace(/[^a-z0-9]+/g, '-') || 'connection';
		for (let number = 1; ; number++) {
			const name = number === 1 ? stem : `${stem}-${number}`;
			const { id } = identityOf({ name, systemType: 'erp' });
			if (!this.byName.has(name) && !this.withId(id)) return name;
		}
	}
}
