import { startSandbox, type ConnectionControl } from '../../../sandbox/server/server';
import type { InstalledHost } from '../../../scripts/host/install';
import { Receiver } from './receiver';

/** The secret that webhooks are signed with. */
export const SECRET = 'wh-secret-51d2e84b06';

/** A sandbox that sends webhooks, and an n8n that receives them. */
export interface Stage {
	makini: ConnectionControl;
	receiver: Receiver;
	stop: () => Promise<void>;
}

export async function startStage(host: InstalledHost): Promise<Stage> {
	const sandbox = await startSandbox({
		connections: [
			{ name: 'a', token: 'a', systemType: 'erp', apiStyle: 'module', orders: 100, vendors: 5 },
		],
	});
	const receiver = await Receiver.start(host);
	return {
		makini: sandbox.connection('a'),
		receiver,
		stop: async () => {
			await receiver.stop();
			await sandbox.stop();
		},
	};
}
