import { EXCEPTIONS, notesOf } from './exceptions.js';
import type { Report } from './inside/report.js';

/** What was found of a runtime. */
export interface Result {
  readonly name: string;
  readonly report: Report;
  /** Whether `build` writes the bytes that it writes on this Node.js; null if it cannot run. */
  readonly buildsTheSame: boolean | null;
}

/** Renders docs/runtimes.md. */
export function renderPage(results: readonly Result[]): string {
  const { report } = results[0]!;
  const [, ...adapters] = Object.keys(report);
  const head = ['runtime', 'signer, vectors', ...adapters, '`build`'];
  return `# Runtimes

Made by \`npm run interop -- --update\`, and held against every run. The package as it is built, imported by its name on each of these
runtimes: the signer's [test vectors](../test/vectors/), the adapters' suite on the real frameworks, and the command line.

${table(head, results.map(rowOf))}

${EXCEPTIONS.map(({ why }, i) => `${i + 1}. ${why}`).join('\n')}

Beside these, ${skippedCount(results)} cases are left out everywhere, on Node.js too: those with times in milliseconds, which the signer refuses, and lone surrogates,
which no cookie can hold.

- **An adapter's number** counts the tests that pass: the cookie follows the session, what else a response has stays, and \`requireToken\` refuses. On Bun and Deno a Fetch
  handler and Hono run on the runtime's own server, the rest on its \`node:http\`.
- **Lambda** runs that suite with handlers for each [kind of event](lambda.md), and with two that stream; what sends the events is the test. AWS offers Node.js 20, 22 and 24 there. Of the
  others, all but workerd can be put into a container image.
- **\`build\`** compiles a configuration in TypeScript with a hook, and one with an embedded secret. "Same" means that every file has the octets that Node.js writes. The gates run
  there too.
- **\`require('pocket-spa-auth')\`** works on each of them but workerd, which has bundled modules alone. Node.js 22.12 prints an ExperimentalWarning with it.

## Bun

Nothing has to be set. \`bun node_modules/pocket-spa-auth/dist/build/bin.js build\` runs the command line.

## Deno

The signer needs no permission if it gets its secret as an option. Without the option it reads \`SPA_TOKEN_SECRET\`, which needs \`deno run --allow-env=SPA_TOKEN_SECRET\`; without that,
Deno's own error says so. \`deno run --allow-all node_modules/pocket-spa-auth/dist/build/bin.js build\` runs the command line.

## Node.js with its permission model

\`node --permission --allow-fs-read=<the project>\` is enough for the signer (\`node --experimental-permission\` before 22.13).

## workerd

\`nodejs_compat\` has to be on; it is where the compatibility date is 2026-08-04 or later. Build the function on another runtime: workerd has neither processes nor files. The secret is in
\`process.env\` if a binding of that name has it; otherwise give the option \`secret\`. The servers of \`node:http\` and Express get their requests from \`handleAsNodeRequest\` of \`cloudflare:node\` here.
`;
}

function rowOf({ name, report, buildsTheSame }: Result): string[] {
  const scores = Object.entries(report).map(([suite, { passed, failed }]) => {
    const notes = notesOf(name, suite).map((note) => ` [${note}]`);
    const all = passed + Object.keys(failed).length;
    return passed === 0 ? `no${notes}` : `${passed} of ${all}${notes}`;
  });
  return [name, ...scores, buildsTheSame === null ? 'no' : buildsTheSame ? 'same' : 'differs'];
}

function skippedCount(results: readonly Result[]): string {
  return [...new Set(results.map(({ report }) => report.signer?.skipped))].join(' or ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
