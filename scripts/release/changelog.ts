const UNRELEASED = '## Unreleased';

/**
 * The changelog with what stands under "Unreleased" given a version and a date.
 * @param date as 2026-05-01.
 * @throws Error where nothing stands there, or the version is in it already.
 */
export function withRelease(changelog: string, version: string, date: string): string {
	if (changelog.includes(`\n## ${version}`))
		throw new Error(`${version} is in the changelog already`);
	const start = changelog.indexOf(`\n${UNRELEASED}\n`);
	const text =
		start < 0 ? '' : (changelog.slice(start + UNRELEASED.length + 2).split('\n## ')[0] ?? '');
	if (text.trim() === '') {
		throw new Error(`Nothing stands under "${UNRELEASED}" in CHANGELOG.md: say there what changed`);
	}
	return changelog.replace(`\n${UNRELEASED}\n`, `\n${UNRELEASED}\n\n## ${version} - ${date}\n`);
}
