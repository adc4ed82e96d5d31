/**
 * Milliseconds after which a delivery whose sender hung up counts as not executed, if nothing was
 * heard of it since. Makini repeats after 30 s at the earliest.
 */
const GIVEN_UP_AFTER = 25_000;

/** What is known of deliveries that started an execution. Times in milliseconds since 1970. */
export interface Executed {
	/** Whether a delivery repeats one that started an execution. */
	has(fingerprint: string, now: number): boolean;
	executed(fingerprint: string): void;
	/** An execution was started, and its sender does not know. */
	unanswered(fingerprint: string, now: number): void;
	/** A repetition is being acknowledged. Returns what is to be called if that does not reach the sender. */
	answering(fingerprint: string): () => void;
}

/** One delivery that is being worked on. */
export interface Work {
	/** It begins to look at what the event is about: changes from now on are not covered by it. */
	begins(): void;
	/** Its execution was created. */
	executed(now: number): void;
	/** Its answer has ended: the sender was told that all is well, or something else. */
	answered(isGood: boolean, now: number): void;
	/** The sender hung up: it may still be executed, but nobody will be told. */
	abandoned(now: number): void;
}

export type Admission =
	| { kind: 'new'; work: Work }
	/** `untold` is to be called if the acknowledgement did not reach the sender. */
	| { kind: 'repeated'; untold: () => void }
	/** Another delivery that looks the same is being worked on: `isCovered` tells whether it stood for this one, too. */
	| { kind: 'underWay'; isCovered: Promise<boolean> };

interface Promised {
	promise: Promise<boolean>;
	settle(value: boolean): void;
}

function promised(): Promised {
	let settle: Promised['settle'] = () => {};
	const promise = new Promise<boolean>((resolve) => {
		settle = resolve;
	});
	return { promise, settle };
}

class Delivery implements Work {
	/** Whether an execution was created, for what comes before it {@link begins}. */
	readonly outcome = promised();

	/** Always false, when it is over; what came later has to be looked at anew. */
	readonly end = promised();

	hasBegun = false;

	abandonedAt: number | undefined;

	private isExecuted = false;

	constructor(
		private readonly fingerprint: string,
		private readonly known: Executed,
		private readonly leave: (delivery: Delivery) => void,
	) {}

	begins(): void {
		this.hasBegun = true;
	}

	executed(now: number): void {
		this.begins();
		this.isExecuted = true;
		this.known.executed(this.fingerprint);
		this.outcome.settle(true);
		if (this.abandonedAt !== undefined) this.close(false, now);
	}

	answered(isGood: boolean, now: number): void {
		this.close(isGood, now);
	}

	abandoned(now: number): void {
		this.abandonedAt = now;
		if (this.isExecuted) this.close(false, now);
	}

	/** Ends it, whatever came of it. */
	close(isTold: boolean, now: number): void {
		if (this.isExecuted && !isTold) this.known.unanswered(this.fingerprint, now);
		this.leave(this);
		this.outcome.settle(false);
		this.end.settle(false);
	}
}

/** Lets deliveries in: each event once, one at a time. */
export class Admissions<Known extends Executed> {
	private readonly underWay = new Map<string, Delivery>();

	constructor(readonly known: Known) {}

	/** Whether any delivery is being worked on. */
	get isBusy(): boolean {
		return this.underWay.size > 0;
	}

	/** Lets a delivery in, unless it repeats one that was executed, or one like it is being worked on. */
	admit(fingerprint: string, now: number): Admission {
		if (this.known.has(fingerprint, now)) {
			return { kind: 'repeated', untold: this.known.answering(fingerprint) };
		}
		const other = this.underWay.get(fingerprint);
		if (other && now - (other.abandonedAt ?? now) < GIVEN_UP_AFTER) {
			const { hasBegun, outcome, end } = other;
			return { kind: 'underWay', isCovered: (hasBegun ? end : outcome).promise };
		}
		other?.close(false, now);
		const own = new Delivery(fingerprint, this.known, (delivery) => {
			if (this.underWay.get(fingerprint) === delivery) this.underWay.delete(fingerprint);
		});
		this.underWay.set(fingerprint, own);
		return { kind: 'new', work: own };
	}
}
