interface Choice {
	name: string;
	options: { systemType: string };
}

const escaped = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function page(title: string, content: string): string {
	return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${escaped(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 24rem; margin: 4rem auto; padding: 0 1rem }
button { font: inherit; padding: 0.4rem 1.2rem; margin-right: 0.5rem }
label { display: block }
</style></head>
<body><h1>${escaped(title)}</h1>
${content}
</body></html>
`;
}

/** A page that says what went wrong. */
export function messagePage(title: string, message: string): string {
	return page(title, `<p>${escaped(message)}</p>`);
}

const OWN_FIELDS = ['decision', 'connection'];

/** The page on which a customer chooses a connection and agrees. What came with the request goes on with the answer. */
export function connectPage(
	path: string,
	query: URLSearchParams,
	choices: readonly Choice[],
	chosen: string,
): string {
	const kept = [...query]
		.filter(([name]) => !OWN_FIELDS.includes(name))
		.map(
			([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
		);
	const connections = choices.map(({ name, options }) => {
		const checked = name === chosen ? ' checked' : '';
		const label = `${escaped(name)} (${escaped(options.systemType)})`;
		return `<label><input type="radio" name="connection" value="${escaped(name)}"${checked}> ${label}</label>`;
	});
	return page(
		'Connect your system',
		`<form method="post" action="${escaped(path)}">
${[...kept, ...connections].join('\n')}
<p><button id="connect" name="decision" value="connect">Connect</button>
<button id="cancel" name="decision" value="cancel">Cancel</button></p>
</form>`,
	);
}
