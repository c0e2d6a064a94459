import { escapeForTerminal, groupDigits, textStyles } from '../host/format.js';
import type { ProbeReport } from './probe.js';
import type { Result, Verdict } from './question.js';

const SHOWN_CHARACTERS = 110;
const SHOWN_RESULTS = 40;

/** The report for a terminal: what is open or odd line by line, and the rest as numbers. */
export function formatReport(
  url: URL,
  { results, counts, requests }: ProbeReport,
  color: boolean,
): string {
  const { bold, dim, green, red, yellow } = textStyles(color);
  const paint: Partial<Record<Verdict, (text: string) => string>> = { open: red, odd: yellow };
  const state = counts.open > 0 ? red('open') : green('closed');
  const lines = [`${bold(url.origin + url.pathname)}  ${state}`];
  for (const verdict of ['open', 'odd'] as const) {
    const found = merge(results, verdict);
    for (const { method, url: asked, status, why } of found.slice(0, SHOWN_RESULTS)) {
      lines.push(
        '',
        `${paint[verdict]!(verdict.padEnd(4))}  ${method} ${shorten(asked)}  ${status}`,
        `      ${dim(escapeForTerminal(why))}`,
      );
    }
    if (found.length > SHOWN_RESULTS) {
      lines.push(
        '',
        `and ${found.length - SHOWN_RESULTS} more that are ${verdict}; --json lists all`,
      );
    }
  }
  const totals = (['open', 'odd', 'public', 'closed'] as const)
    .map((verdict) => `${groupDigits(counts[verdict])} ${verdict}`)
    .join(', ');
  lines.push('', `asked as a stranger: ${totals} (${groupDigits(requests)} requests)`);
  return lines.join('\n');
}

/** The results of a verdict, each once: some questions are asked twice. */
function merge(results: readonly Result[], verdict: Verdict): Result[] {
  const shown = new Map<string, Result>();
  for (const result of results.filter((each) => each.verdict === verdict)) {
    shown.set(`${result.method} ${result.url} ${result.why}`, result);
  }
  return [...shown.values()];
}

function shorten(url: string): string {
  const text = escapeForTerminal(url);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
