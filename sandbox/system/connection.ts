import type { ApiContext } from '../api/context';
import { identityOf } from '../api/integration';
import type { Reply } from '../replies';
import { Background } from './background';
import { changeRecords, type ChangeReport } from './changes';
import { limiterOf, limitRules, type Limiter } from '../dialects/limits';
import { Faults, type FaultRule } from '../faults';
import { LifeCycle, type IsTaken } from './lifeCycle';
import { Recorder } from '../recorder';
import {
	changeSchema,
	fireSchema,
	parseRequest,
	stormSchema,
	syncSchema,
	webhookSchema,
	type ChangeRequest,
	type FireRequest,
	type StormRequest,
	type SyncRequest,
	type WebhookOptions,
} from '../webhooks/requests';
import { Store } from '../data/store';
import type { JsonObject, StoredRecord, SyncState } from '../base';
import type { ConnectionOptions } from '../options';
import type { ConnectionControl } from '../types';
import { Announcer } from '../webhooks/announcer';
import type { DeliveryReport } from '../webhooks/sender';
import type { StormFigures } from '../webhooks/storm';

/** One simulated customer system: its data, its state and what it has been asked. */
export class Connection implements ConnectionControl, ApiContext {
	store: Store;
	faults: Faults;
	limiter: Limiter | undefined;
	readonly background = new Background();
	readonly life: LifeCycle;
	/** Counts how often the access tokens were made to expire. */
	tokenRound = 0;
	/** What the application keeps with the connection. */
	readonly metadata: Record<string, string> = {};
	readonly recorder = new Recorder();
	/** First answers by Idempotency-Key, for connections that honour it. */
	readonly answered = new Map<string, Reply>();
	readonly announcer: Announcer;
	private changeRound = 0;

	/** `isTaken` says which tokens it may not have. */
	constructor(
		readonly options: ConnectionOptions,
		isTaken: IsTaken = (token) => this.life.has(token),
	) {
		this.store = new Store(options);
		this.faults = this.faultsOf(options.faults ?? []);
		this.limiter = this.newLimiter();
		this.announcer = new Announcer(identityOf(options).id, (entity) => this.records(entity));
		for (const webhook of options.webhooks ?? []) this.addWebhook(webhook);
		this.life = new LifeCycle(
			options,
			(type, data) => this.announcer.fire({ type, data, count: 1 }),
			isTaken,
		);
	}

	get name(): string {
		return this.options.name;
	}

	get token(): string {
		return this.life.token;
	}

	get state(): SyncState {
		return this.life.state;
	}

	get working(): number {
		return this.background.size;
	}

	get connected(): boolean {
		return this.life.connected;
	}

	get session(): number {
		return this.life.session;
	}

	get syncedAt(): number | undefined {
		return this.life.syncedAt;
	}

	get syncUpdatedAt(): number | undefined {
		return this.life.syncUpdatedAt;
	}

	counters() {
		return this.recorder.counters();
	}

	log() {
		return this.recorder.log();
	}

	reset(): void {
		this.recorder.reset();
		this.limiter = this.newLimiter();
		this.announcer.sender.clear();
	}

	records(entity: string): readonly StoredRecord[] {
		return this.store.source(entity).all();
	}

	setFaults(rules: FaultRule[]): void {
		this.faults = this.faultsOf(rules);
	}

	setState(state: SyncState): void {
		this.life.setState(state);
	}

	reload(): void {
		this.background.cancel();
		this.store = new Store(this.options);
		this.answered.clear();
	}

	expireTokens(): void {
		this.tokenRound++;
	}

	disconnect(): void {
		this.life.disconnect();
	}

	/** What the customer's consent does: the connection works again, whatever it was before. */
	consent(): void {
		this.life.consent();
	}

	addWebhook(options: WebhookOptions): string {
		return this.announcer.sender.add(parseRequest(webhookSchema, options, 'The webhook'));
	}

	removeWebhook(id: string): void {
		if (!this.announcer.sender.remove(id)) throw new Error(`There is no webhook "${id}"`);
	}

	fire(request: FireRequest): string[] {
		return this.announcer.fire(parseRequest(fireSchema, request, 'The event'));
	}

	deliveries(): DeliveryReport[] {
		return this.announcer.sender.deliveries();
	}

	async storm(request: StormRequest): Promise<StormFigures> {
		return this.announcer.storm(parseRequest(stormSchema, request, 'The storm'));
	}

	stormFigures(): StormFigures | undefined {
		return this.announcer.stormFigures();
	}

	change(request: ChangeRequest): ChangeReport {
		const plan = parseRequest(changeSchema, request, 'The change');
		const report = changeRecords(this.store, plan, ++this.changeRound);
		if (!plan.fire) return report;
		const { entity, created, updated } = report;
		for (const { key } of created) this.recordChanged('inserted', entity, key);
		for (const { key } of updated) this.recordChanged('updated', entity, key);
		return report;
	}

	/** Tells the webhooks about a record that was written. */
	recordChanged(what: 'inserted' | 'updated', entity: string, key: string): void {
		this.announcer.fire({ type: `record.${what}`, entity, key, count: 1 });
	}

	async sync(request: SyncRequest = {}): Promise<ChangeReport | undefined> {
		const { seconds, fail, changes } = parseRequest(syncSchema, request, 'The sync');
		let report: ChangeReport | undefined;
		const work = (): void => {
			if (changes) report = this.change(changes);
		};
		await this.life.sync({ seconds, fail, work });
		return report;
	}

	reauthorize(): void {
		this.life.reauthorize();
	}

	reconnect(token?: string): string {
		return this.life.reconnect(token);
	}

	offline(): void {
		this.life.offline();
	}

	online(): void {
		this.life.online();
	}

	systemError(message = 'The connected system reported an error.'): void {
		const data: JsonObject = { code: 'SYSTEM_ERROR', message };
		this.announcer.fire({ type: 'system.error', data, count: 1 });
	}

	/** Ends everything that goes on by itself: deliveries, storms and runs of the synchronization. */
	async stop(): Promise<void> {
		this.life.cancelRun();
		this.background.cancel();
		await this.announcer.stop();
	}

	private faultsOf(rules: readonly FaultRule[]): Faults {
		return new Faults(rules, this.options.seed ?? this.options.name);
	}

	private newLimiter(): Limiter | undefined {
		const rules = limitRules(this.options);
		return rules && limiterOf(rules);
	}
}
