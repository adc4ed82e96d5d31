import { MAKINI } from '../../scripts/bench/goals';
import { judge, type Scenario } from '../../scripts/bench/model';
import { startPeers, type Peers } from '../../scripts/bench/peer';
import { runScenario } from '../../scripts/bench/run';
import { scenarios, type Size } from '../../scripts/bench/scenarios';

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

it.each(small.map((scenario) => [scenario.name, scenario] as const))(
	'counts of the benchmark %s',
	async (name, scenario) => {
		const results = await runScenario(scenario, peers.of(name), { runs: 1 });
		const measured = scenario.goals.map(({ what, measure }) => [what, measure(results)]);
		const wrong = scenario.goals.filter((goal) => !judge(goal, results).isMet);
		expect({ wrong: wrong.map(({ what }) => what), measured }).toEqual({ wrong: [], measured });
	},
);
