import { difference } from 'lodash';
import { SYSTEM_TYPES, type SystemType } from '../../nodes/shared/catalogue';
import type { Call } from '../support/calls';
import { shownFields } from '../support/outputSchemas';
import { allCalls, FILE, realParameters, systemTypeFor } from './realCalls';
import {
	renew,
	jsonOf,
	run,
	shown,
	startPeer,
	stopPeers,
	STYLES,
	type Peer,
	type Style,
} from './support';

/** Fields that the sandbox has of its own, as systems do; no contract knows them. */
const OWN_FIELDS = ['permitNumber', 'shiftCode', 'size', 'sha256'];

afterAll(stopPeers);

const label = ({ node, entity, operation }: Call): string =>
	`${node} ${entity.resource} ${operation}`;

describe.each(STYLES)('in the %s style, against the sandbox', (apiStyle: Style) => {
	const peers = new Map<SystemType, Peer>();
	let calls: Call[] = [];

	beforeAll(async () => {
		calls = await allCalls();
		for (const systemType of SYSTEM_TYPES) {
			peers.set(
				systemType,
				await startPeer({ systemType, apiStyle, name: systemType, unpublished: 'support' }),
			);
		}
	});

	const peerFor = (call: Call): Peer => {
		const peer = peers.get(systemTypeFor(call));
		if (!peer) throw new Error('No sandbox');
		return peer;
	};

	test('every operation of every node succeeds', async () => {
		const failures: string[] = [];
		for (const call of calls) {
			const peer = peerFor(call);
			renew(peer);
			const parameters = realParameters(peer, call);
			const { error, outputs } = await run(peer, parameters, { node: call.node, input: [FILE] });
			if (error) failures.push(`${label(call)}: ${error.message}`);
			else if (!outputs[0]?.length) failures.push(`${label(call)}: no item`);
			// What n8n shows before the node ran is what comes, but for fields that a system has of its own.
			const shownBefore = shownFields(call.node, call.entity.resource, call.operation) ?? [];
			const unshown = (outputs[0] ?? []).flatMap(({ json }) =>
				difference(Object.keys(json), shownBefore, OWN_FIELDS),
			);
			if (unshown.length > 0) {
				failures.push(`${label(call)}: not shown before: ${[...new Set(unshown)].join(', ')}`);
			}
		}
		expect(failures).toEqual([]);
		console.log(
			`every operation: ${calls.length} of ${calls.length} calls in the ${apiStyle} style`,
		);
	});

	test('every operation of every node says why it was refused', async () => {
		const failures: string[] = [];
		for (const call of calls) {
			const peer = peerFor(call);
			const parameters = realParameters(peer, call);
			peer.server.setFaults([
				{
					effect: {
						kind: 'status',
						status: 403,
						body: { code: 'FORBIDDEN', message: 'Not for you.' },
					},
				},
			]);
			const result = await run(peer, parameters, { node: call.node, input: [FILE] });
			peer.server.setFaults([]);
			const message = result.error
				? shown(result).message
				: JSON.stringify(jsonOf(result.outputs[0]));
			if (!/^Makini does not allow .+: Not for you \[item 0\]$/.test(message)) {
				failures.push(`${label(call)}: ${message}`);
			}
		}
		expect(failures).toEqual([]);
	});

	test.each([404, 405, 422, 501] as const)(
		'every operation that systems may lack says so when it is refused with %s',
		async (status) => {
			const failures: string[] = [];
			const unpublished = calls.filter(({ entity, operation }) =>
				Object.entries(entity.operations).some(
					([name, spec]) => name === operation && spec?.published === false && name !== 'upsert',
				),
			);
			for (const call of unpublished) {
				const peer = peerFor(call);
				const parameters = realParameters(peer, call);
				const method =
					{ create: 'POST', update: 'PUT', delete: 'DELETE' }[call.operation] ?? 'POST';
				peer.server.setFaults([{ match: { method }, effect: { kind: 'notSupported', status } }]);
				const result = await run(peer, parameters, { node: call.node, input: [FILE] });
				peer.server.setFaults([]);
				const message = result.error ? shown(result).message : 'succeeded';
				const isAddress = status === 404 && call.operation === 'create';
				if (!isAddress && !message.startsWith('The connected system does not support')) {
					failures.push(`${label(call)}: ${message}`);
				}
			}
			expect(failures).toEqual([]);
			expect(unpublished.length).toBeGreaterThan(10);
		},
	);
});
