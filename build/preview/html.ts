/** Text that is HTML already. Only `html` makes it, so what it holds is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

/**
 * The HTML of a template. Each value in it is escaped, unless it is HTML already, in the way of the
 * function's own page.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const text = parts.map((part, index) => part + toText(values[index] ?? ''));
  return new Html(text.join(''));
}

/** What a template may hold: text, HTML, or several pieces of HTML. */
export type HtmlValue = string | Html | readonly Html[];

function toText(value: HtmlValue): string {
  if (value instanceof Html) {
    return value.text;
  }
  return typeof value === 'string'
    ? value.replace(/[&<>"'{}]/g, (character) => `&#${character.charCodeAt(0)};`)
    : value.map(({ text }) => text).join('');
}

// The style of the loop guard's page (edge/page.html), and what a form and a list of facts need.
const STYLE = `
:root { color-scheme: light dark; font: 1.1em/1.5 system-ui, sans-serif;
  --quiet: light-dark(#566, #9aa); --line: light-dark(#ccd5d5, #3a4646);
  --accent: light-dark(#0b6470, #6cc7cf); --on-accent: light-dark(#fff, #0c2327);
  --problem: light-dark(#9c2b21, #ff9f92); }
body { max-width: 40rem; margin: 16vh 9vw; overflow-wrap: anywhere; }
.eyebrow { margin: 0 0 0.25rem; font-size: 0.9rem; }
h1 { line-height: 1.2; margin: 0 0 1rem; }
a { color: var(--accent); }
.eyebrow, .quiet, dt { color: var(--quiet); }
.problem { margin: 0 0 0.5rem; color: var(--problem); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 1.5rem; align-items: baseline;
  margin: 1.5rem 0; }
dd { margin: 0; }
dd, code { font-family: ui-monospace, monospace; font-size: 0.9em; }
code.flag { white-space: nowrap; }
form { margin: 1.5rem 0; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
label { display: block; margin-bottom: 0.35rem; font-weight: 600; }
.row { display: flex; flex-wrap: wrap; gap: 0.75rem; }
input { flex: 1 1 14rem; min-width: 0; padding: 0.55rem 0.7rem; border: 1px solid var(--quiet);
  border-radius: 6px; background: none; color: inherit; font: inherit; }
button { padding: 0.55rem 1.1rem; border: 1px solid transparent; border-radius: 6px;
  background: var(--accent); color: var(--on-accent); font: inherit; cursor: pointer; }
button.plain { border-color: var(--line); background: none; color: inherit; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 30rem) { body { margin: 8vh 1.25rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 0.6rem; } }
`;

/**
 * A whole page in the one style of the preview. It runs no script. `eyebrow` is a line above the
 * title.
 */
export function renderPage(eyebrow: string, title: string, content: Html): string {
  const style = new Html(STYLE);
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<main>
<p class="eyebrow">${eyebrow}</p>
<h1>${title}</h1>
${content}
</main>
</html>
`.text;
}
