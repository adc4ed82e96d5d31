import { catalogue } from '../catalogue';
import { NOISE, RECORD, SHORT_FORMS } from './vocabulary';
import { without, wordsOf } from './words';

const joined = (text: string): string => wordsOf(text).join('');

const plural = (text: string): string => `${text.replace(/y$/, 'ie')}s`;

/**
 * The catalogue's entities by every spelling without blanks: by name, as people call them, and by path. Where many have
 * one word, as all statuses do, only the name tells them apart.
 */
const bySpelling: ReadonlyMap<string, string> = (() => {
	const entities = Object.values(catalogue);
	const shared = (word: string) => entities.filter(({ singular }) => singular === word).length > 1;
	const spellings = new Map(Object.entries(SHORT_FORMS));
	for (const entity of entities) {
		const own = shared(entity.singular) ? [] : [entity.singular, entity.plural];
		const name = joined(entity.name);
		for (const spelling of [name, plural(name), joined(entity.path), ...own.map(joined)]) {
			if (!spellings.has(spelling)) spellings.set(spelling, entity.name);
		}
	}
	return spellings;
})();

const known = (words: readonly string[]): string | undefined => bySpelling.get(words.join(''));

/** The catalogue's name of the entity that a text names in any spelling, apart from words that stand around it. */
export function entityNamed(text: string, around: readonly string[] = []): string | undefined {
	const find = (part: string): string | undefined => {
		const words = without(wordsOf(part), [...NOISE, ...around]);
		return known(words) ?? known(without(words, RECORD));
	};
	// In "purchase_order.status_changed" the order changed, in "purchase_order_status.changed" the list of statuses.
	return text.split(/[.:]/).map(find).find(Boolean) ?? find(text);
}
