import { deepEqual, equal, match } from 'node:assert/strict';
import { withParameters, withSetting } from '../../../scripts/host/adaptation';
import { connectionCredential, readExample } from '../../../scripts/host/demo';
import { runWorkflow } from '../../../scripts/host/executions';
import { storeCredential } from '../../../scripts/host/workflows';
import { ActiveWorkflow, until } from '../active/workflow';
import { storeOneNode } from '../oauth';
import type { EndToEndTest } from '../suite';
import { peers, test } from './peers';

let alert: ActiveWorkflow;

const needsReauthorization =
	/^Sandbox customer A \(connection \d+\) has to be reauthorized, since 2\d{3}-.*Contact: buyer@plant\.example$/;

export const alertTests: EndToEndTest[] = [
	test('alert: a webhook leads to one message to the contact, however often it comes', async ({
		n8n,
	}) => {
		const { a, inbox } = peers();
		const key = 'connection of the example';
		const list = await storeOneNode(n8n.client, key, {
			type: 'makiniConnection',
			parameters: { resource: 'current', operation: 'get' },
			credential: ['makiniApi', 'Makini A'],
		});
		const [current] = (await runWorkflow(n8n.client, list)).items('Makini');
		const set = await storeOneNode(n8n.client, 'Metadata of the example', {
			type: 'makiniConnection',
			parameters: {
				resource: 'connection',
				operation: 'setMetadata',
				connectionKey: { __rl: true, mode: 'id', value: current?.json.connectionId },
				metadata: { entries: [{ name: 'alert_email', value: 'buyer@plant.example' }] },
			},
			credential: ['makiniClientCredentialsApi', 'Makini Application'],
		});
		equal((await runWorkflow(n8n.client, set)).status, 'success');

		const example = await readExample('reauthorization-alert');
		alert = await ActiveWorkflow.start(n8n.client, withSetting(example, 'sendTo', inbox.url));
		alert.listenTo(a);
		a.reauthorize();
		await alert.settled(1);
		for (let executions = 2; executions <= 4; executions++) {
			a.fire({ type: 'connection.reauthorization_required' });
			await alert.settled(executions);
		}
		equal(inbox.messages.length, 1);
		match(String(inbox.messages[0]), needsReauthorization);
	}),
	test('alert: that the token was replaced is told too, once', async () => {
		const { a, inbox } = peers();
		a.reconnect('demo-token-a2');
		await alert.settled(5);
		a.fire({ type: 'connection.online' });
		await alert.settled(6);
		equal(inbox.messages.length, 2);
		match(
			String(inbox.messages[1]),
			/^The state of the connection could not be read: Makini did not accept the API token/,
		);
	}),
	test('alert: without webhooks the schedule finds the next time, and tells it once', async ({
		n8n,
	}) => {
		const { a, inbox, sandbox } = peers();
		await storeCredential(
			n8n.client,
			connectionCredential('Makini A', 'demo-token-a2', sandbox.url),
		);
		const example = withSetting(await readExample('reauthorization-alert'), 'sendTo', inbox.url);
		await alert.stop();
		alert = await ActiveWorkflow.start(
			n8n.client,
			withParameters(example, 'Every Hour', {
				rule: { interval: [{ field: 'seconds', secondsInterval: 3 }] },
			}),
		);
		await alert.settled(8);
		equal(inbox.messages.length, 2);
		a.setState('fail');
		const before = (await alert.executions()).length;
		await until('three more checks', async () => (await alert.executions()).length >= before + 3);
		await alert.stop();
		equal(inbox.messages.length, 3);
		match(String(inbox.messages[2]), needsReauthorization);
		const failed = (await alert.executions()).filter(({ status }) => status !== 'success');
		deepEqual(failed, []);
	}),
];
