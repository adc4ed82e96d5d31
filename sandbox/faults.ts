import { Random } from './random';
import type { JsonObject, RefusalStatus } from './base';

export type FaultEffect =
	/** Answers with this status and processes nothing. */
	| { kind: 'status'; status: number; headers?: Record<string, string>; body?: JsonObject | string }
	/** Closes the socket without having processed anything. */
	| { kind: 'dropBefore' }
	/** Processes the request, then closes the socket without an answer. */
	| { kind: 'dropAfter' }
	/** Processes the request at once and answers after that many milliseconds. */
	| { kind: 'slow'; ms: number }
	/** Processes nothing and closes the socket after that many milliseconds (300,000 by default). */
	| { kind: 'silent'; ms?: number }
	/** Processes the request and answers 200 with JSON that breaks off. */
	| { kind: 'garbage' }
	/** Processes the request and closes the socket in the middle of the answer. */
	| { kind: 'cutBody' }
	/** Answers with the HTML page of a proxy (status 502 by default) and processes nothing. */
	| { kind: 'html'; status?: number }
	/** Answers a list with the page before the one asked for. */
	| { kind: 'repeatedPage' }
	/**
	 * Removes the first record of a list, or copies it to the list's end, and then answers. Other
	 * requests are left alone.
	 */
	| { kind: 'movedList'; by: 'removal' | 'insertion' }
	/**
	 * A gateway answers in place of the API after `ms` (0 by default), with a page of its own where
	 * there is no `body`. The request is carried out `workMs` after it came, whether or not the
	 * client is still there.
	 */
	| {
			kind: 'gateway';
			status: number;
			workMs: number;
			ms?: number;
			headers?: Record<string, string>;
			body?: JsonObject | string;
	  }
	/** Closes the socket, and carries the request out `workMs` after it came. */
	| { kind: 'dropWhileWorking'; workMs: number }
	/** Processes the request and answers with this status. */
	| {
			kind: 'processedStatus';
			status: number;
			headers?: Record<string, string>;
			body?: JsonObject | string;
	  }
	/** Puts the connection into the state `fail`, which this request is the first to see. */
	| { kind: 'reauthorization' }
	/** Answers that the connected system does not support the operation (405 by default). */
	| { kind: 'notSupported'; status?: RefusalStatus };

/** All kinds of effects, each once. */
const KINDS: Readonly<Record<FaultEffect['kind'], true>> = {
	status: true,
	dropBefore: true,
	dropAfter: true,
	slow: true,
	silent: true,
	garbage: true,
	cutBody: true,
	html: true,
	repeatedPage: true,
	movedList: true,
	gateway: true,
	dropWhileWorking: true,
	processedStatus: true,
	reauthorization: true,
	notSupported: true,
};

export const FAULT_KINDS = Object.keys(KINDS) as ReadonlyArray<FaultEffect['kind']>;

export interface FaultRule {
	/** Which requests the rule looks at; all parts must fit, and without any it looks at all requests. */
	match?: {
		method?: string;
		/** Part of the path, or a regular expression for it between slashes: `/orders$/`. */
		path?: string;
		/** Number of the page asked for, from 1; for a cursor the number of the page it leads to. */
		page?: number;
	};
	/** Which of the matching requests it strikes, counted from 1; all of them by default. */
	when?: { every: number } | { nth: number[] } | { share: number };
	/** Strikes at most that often. */
	times?: number;
	effect: FaultEffect;
}

export interface FaultSubject {
	method: string;
	path: string;
	page: number;
}

class RuleState {
	private matched = 0;
	private struck = 0;
	private readonly random: Random;
	private readonly pattern: RegExp | undefined;

	constructor(
		private readonly rule: FaultRule,
		seed: string,
	) {
		this.random = new Random(seed);
		const pattern = /^\/(.+)\/$/.exec(rule.match?.path ?? '')?.[1];
		this.pattern = pattern === undefined ? undefined : new RegExp(pattern);
	}

	/** Counts a request; says whether the rule wants to strike it. */
	wants(subject: FaultSubject): boolean {
		if (!this.fits(subject)) return false;
		this.matched++;
		const { when, times = Infinity } = this.rule;
		// The sequence moves on with every matching request, whether or not the rule may still strike.
		const chance = when && 'share' in when ? this.random.next() < when.share : undefined;
		if (this.struck >= times) return false;
		if (chance !== undefined) return chance;
		if (when && 'every' in when) return this.matched % when.every === 0;
		if (when && 'nth' in when) return when.nth.includes(this.matched);
		return true;
	}

	strike(): FaultEffect {
		this.struck++;
		return this.rule.effect;
	}

	private fits({ method, path, page }: FaultSubject): boolean {
		const { match = {} } = this.rule;
		if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
		if (match.page !== undefined && match.page !== page) return false;
		if (match.path === undefined) return true;
		return this.pattern ? this.pattern.test(path) : path.includes(match.path);
	}
}

/** The fault rules of a connection. The first rule that wants a request strikes it, the others still count it. */
export class Faults {
	private readonly states: RuleState[];

	constructor(rules: readonly FaultRule[], seed: string) {
		this.states = rules.map((rule, index) => new RuleState(rule, `${seed}/fault/${index}`));
	}

	next(subject: FaultSubject): FaultEffect | undefined {
		const willing = this.states.filter((state) => state.wants(subject));
		return willing[0]?.strike();
	}
}
