import { judge } from './seeds';

/** Declares so many stories as one test. The seeds that fail are named, with the command that shows one in full. */
export function declareSeeds(from: number, count: number): void {
	test(`stories ${from} to ${from + count - 1} keep all promises`, async () => {
		const broken: string[] = [];
		for (let seed = from; seed < from + count; seed += 1) {
			const { violations } = await judge(seed);
			for (const { check, text } of violations) {
				broken.push(`npm run simulate -- --seed ${seed}: ${check}: ${text}`);
			}
		}
		expect(broken).toEqual([]);
	}, 900_000);
}
