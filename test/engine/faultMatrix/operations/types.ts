import type { INodeParameters } from 'n8n-workflow';
import type {
	ConnectionControl,
	FaultRule,
	RunningSandbox,
} from '../../../../sandbox/server/server';
import type { TestItem } from '../../../support/engine';
import type { Style } from '../../support';

/** Which sandbox an operation runs against: a connection of a system type, or an application. */
export type Side = 'erp' | 'eam' | 'wms' | 'application';

export interface Scene {
	sandbox: RunningSandbox;
	server: ConnectionControl;
	style: Style;
}

/** What a node is run with. */
export interface Prepared {
	parameters: INodeParameters;
	input?: TestItem[];
	/** For reads: the keys that there are now, in order. */
	keys?: () => string[];
	/** For writes: how often the effect of each item is there now. */
	effects?: () => number[];
}

export interface MatrixOperation {
	name: string;
	node: string;
	side: Side;
	style?: Style;
	/** The requests that faults strike, by what they are called. */
	targets: Readonly<Record<string, NonNullable<FaultRule['match']>>>;
	/** What confirms the write: any answer, or any that is JSON; else only a record does. */
	isConfirmedBy?: 'anything' | 'JSON';
	/** A POST that is looked up where its answer was lost. */
	isVerified?: boolean;
	prepare: (scene: Scene) => Prepared;
}
