import { MAKINI } from '../../scripts/bench/goals';
import { runMemory, type MemoryScenario } from '../../scripts/bench/memory/scenario';
import { judge, type Goal, type Scenario } from '../../scripts/bench/model';
import { startPeers, type Peers } from '../../scripts/bench/peer';
import { runScenario } from '../../scripts/bench/run';
import { memoryScenarios, scenarios, type Size } from '../../scripts/bench/scenarios';

/** As little as shows the same: two windows of the limit, more orders than are looked up one by one. */
const SMALL: Size = {
	orders: 600,
	pageSize: 10,
	creates: 40,
	createsOfEach: 15,
	upserts: 100,
	readsOfUpserts: 5,
	limit: { requests: 36, perSeconds: 1, retryAfter: 'seconds' },
	latencyMs: 20,
	fileOrders: [1_000, 3_000],
	items: 2_000,
};

/** The Makini node alone, without what depends on the machine. */
const countsOf = ({ subjects, goals, ...scenario }: Scenario): Scenario => ({
	...scenario,
	subjects: subjects.filter(({ name }) => name === MAKINI),
	goals: goals.filter(({ kind }) => kind === 'count'),
});

const small = scenarios(SMALL).map(countsOf);

let peers: Peers;

beforeAll(async () => {
	peers = await startPeers(small);
});

afterAll(async () => await peers.stop());

/** Fails for counts that are not as they have to be, and shows all of them. */
function expectMet<R>(goals: ReadonlyArray<Goal<R>>, results: R): void {
	const measured = goals.map(({ what, measure }) => [what, measure(results)]);
	const wrong = goals.filter((goal) => !judge(goal, results).isMet).map(({ what }) => what);
	expect({ wrong, measured }).toEqual({ wrong: [], measured });
}

it.each(small.map((scenario) => [scenario.name, scenario] as const))(
	'counts of the benchmark %s',
	async (name, scenario) => {
		expectMet(scenario.goals, await runScenario(scenario, peers.of(name), { runs: 1 }));
	},
);

/** Without the HTTP Request node, which takes an n8n, and on the local Node.js alone. */
const localOf = ({ subjects, ...scenario }: MemoryScenario): MemoryScenario => ({
	...scenario,
	subjects: subjects.filter(({ job, onHost }) => job !== 'httpRequest' && !onHost),
});

it.each(memoryScenarios(SMALL).map((scenario) => [scenario.name, localOf(scenario)] as const))(
	'counts of the benchmark of memory %s',
	async (_name, scenario) => {
		const runs = await runMemory(scenario, { runs: 1, hostNode: process.execPath });
		expect(runs).toHaveLength(scenario.subjects.length);
		expectMet(
			scenario.goals.filter(({ kind }) => kind === 'count'),
			runs,
		);
	},
	120_000,
);
