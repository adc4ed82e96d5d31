import { withRelease } from '../../../scripts/release/changelog';

const changelog = '# Changelog\n\n## Unreleased\n\n### Fixed\n\n- A thing.\n\n## 0.1.0\n\n- All.\n';

test('what was unreleased gets its version and date, and room is left for what comes next', () => {
	expect(withRelease(changelog, '0.1.1', '2026-05-01')).toBe(
		'# Changelog\n\n## Unreleased\n\n## 0.1.1 - 2026-05-01\n\n### Fixed\n\n- A thing.\n\n## 0.1.0\n\n- All.\n',
	);
});

test.each([
	['nothing unreleased', '# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- All.\n'],
	['no such heading', '# Changelog\n\n## 0.1.0\n\n- All.\n'],
])('%s is not released', (_what, text) => {
	expect(() => withRelease(text, '0.1.1', '2026-05-01')).toThrow(/Nothing stands under/);
});

test('a version is released once', () => {
	expect(() => withRelease(changelog, '0.1.0', '2026-05-01')).toThrow(
		'0.1.0 is in the changelog already',
	);
});
