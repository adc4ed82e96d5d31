import type { IDataObject } from 'n8n-workflow';
import { newNo, oldNo, oldTitle } from './drawing';
import { play, type History } from './play';
import { storyOf } from './seeds';
import type { Execution, Item, World } from './story';

/** Long enough for a preview under any limit. */
const LATER_MS = 24 * 3_600_000;

/** Orders that are there, in every world. */
const EXISTING = 40;

/** Orders of all kinds: new ones, such as are changed, such as stay, and some of each again. */
function mixed(count: number): Item[] {
	return Array.from({ length: count }, (_, index): Item => {
		const [round, kind] = [Math.floor(index / 8), index % 8];
		const old = round % EXISTING;
		const all: Item[] = [
			{ no: newNo(index), title: `New ${index}` },
			{ no: newNo(index - 1), title: `New again ${index}` },
			{ no: oldNo(old), title: round < EXISTING ? oldTitle(old) : `Changed ${index}` },
			{ no: oldNo(old), title: `Changed ${index}` },
			{ no: oldNo(old), title: `Changed ${index - 1}` },
			{ no: newNo(index), title: `Of a newcomer ${index}`, vendor: `Newcomer ${round % 3}` },
			{ no: '', title: 'Without a number' },
			{ no: newNo(index), title: `New ${index}`, code: `C${index}` },
		];
		return all[kind] as Item;
	});
}

const upserting = (items: Item[]): Execution => ({
	at: 0,
	operation: 'upsert',
	from: 'json',
	items,
	perFile: 1,
	options: { includeChanges: true, missingReference: 'create', maxWait: 86_400 },
	onError: 'continueErrorOutput',
	asTool: false,
});

/** A preview, and a day later the real write of the same. Nothing else happens. */
async function previewThenWrite(items: Item[], world: World, chance: number): Promise<History> {
	const real = upserting(items);
	return await play({
		chance,
		world: { ...world, orders: EXISTING, faults: [], outages: [], uniqueOrderNo: false },
		executions: [
			{ ...real, isPreview: true },
			{ ...real, at: LATER_MS },
		],
		writers: [],
		restarts: [],
	});
}

const outputOf = ({ runs }: History, execution: number): IDataObject[] => {
	const { output, error } = runs[execution]?.seen ?? {};
	if (error !== undefined) throw error as Error;
	return (output ?? []).flat().map(({ json }) => json);
};

interface Said {
	result: unknown;
	changes: unknown;
	reason?: string;
}

const WOULD: Record<string, string> = { created: 'wouldCreate', updated: 'wouldUpdate' };

/** What a real write did, in the words of a preview; `undefined` where nobody knows. */
function inWords({ error, writeResult, changes }: IDataObject): Said | undefined {
	if (error) {
		const { message, mayBeWritten } = error as { message: string; mayBeWritten?: boolean };
		const reason = message.replace(/ \[item \d+\]$/, '');
		return mayBeWritten ? undefined : { result: 'wouldFail', changes: [], reason };
	}
	return { result: WOULD[String(writeResult)] ?? writeResult, changes };
}

const saidOf = ({ writeResult: result, changes, reason }: IDataObject): Said => ({
	result,
	changes,
	...(reason === undefined ? {} : { reason: String(reason) }),
});

/** Whether a real write does as it was said. */
function agrees(said: Said, done: Said, isLate: boolean): boolean {
	if (JSON.stringify(said) === JSON.stringify(done)) return true;
	if (!isLate) return false;
	// Whoever is shown an old state of what the run wrote before writes it again, and cannot tell what it was.
	const results = `${String(said.result)} ${String(done.result)}`;
	return ['wouldUpdate wouldUpdate', 'unchanged wouldUpdate'].includes(results);
}

/** Whether the real write did something else than the preview had said, item by item. */
function compare(history: History): { same: number; other: string[] } {
	const isLate = history.story.world.dialect.lateRecordsMs !== undefined;
	const [said, done] = [outputOf(history, 0), outputOf(history, 1)];
	expect(said).toHaveLength(done.length);
	let same = 0;
	const other: string[] = [];
	said.forEach((json, index) => {
		const real = inWords(done[index] ?? {});
		if (real && agrees(saidOf(json), real, isLate)) same += 1;
		else if (real) other.push(`${index}: ${JSON.stringify(json)} and then ${JSON.stringify(real)}`);
	});
	return { same, other };
}

function expectReadsOnly({ requests, changes }: History): void {
	const byPreview = requests.filter(({ execution }) => execution === 0);
	expect(byPreview.length).toBeGreaterThan(0);
	expect(byPreview.filter(({ method }) => method !== 'GET')).toEqual([]);
	const realAt = Math.min(
		...requests.filter(({ execution }) => execution === 1).map(({ sentAt }) => sentAt),
	);
	expect(changes.filter(({ at }) => at < realAt)).toEqual([]);
	expect(JSON.stringify([requests, changes])).not.toContain('makini-preview');
}

jest.setTimeout(600_000);

const plain: World = { ...storyOf(1).world, style: 'module', dialect: {} };

test('the real write of 1,000 items does what the preview said, field by field', async () => {
	const history = await previewThenWrite(mixed(1_000), plain, 1);
	expectReadsOnly(history);
	const { same, other } = compare(history);
	expect(other).toEqual([]);
	expect(same).toBe(1_000);
	const results = new Set(outputOf(history, 0).map(({ writeResult }) => writeResult));
	expect(results).toEqual(new Set(['wouldCreate', 'wouldUpdate', 'unchanged', 'wouldFail']));
});

test.each(Array.from({ length: 24 }, (_, index) => index + 1))(
	'and so it does in the dialect of story %d',
	async (seed) => {
		const history = await previewThenWrite(mixed(40), storyOf(seed).world, seed);
		expectReadsOnly(history);
		expect(compare(history).other).toEqual([]);
	},
);
