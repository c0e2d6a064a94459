import { ACCEPTORS } from './acceptors.js';
import { VERIFIERS } from './browser/verifiers.js';
import { USERS } from './constants.js';
import {
  ACCEPTOR_EXCEPTIONS,
  type Exception,
  findException,
  ISSUER_EXCEPTIONS,
} from './exceptions.js';
import { ISSUERS } from './issuers.js';
import type { Measurements, Outcome, Outcomes } from './measure.js';
import { DIFFERENCES, findDifference } from './siblings/differences.js';
import type { Disagreement } from './siblings/disagreements.js';
import type { Party } from './tools/tools.js';
import { crateVersion, npmVersion, pythonVersion } from './tools/versions.js';

/** The number of cases that a sibling was asked, and those in which it differs. */
export interface SiblingResult {
  readonly name: string;
  readonly asked: number;
  readonly disagreements: readonly Disagreement[];
}

const MARKS: Record<Outcome, string> = {
  accepted: '✓',
  refused: '✗',
  'not written': '–',
  replaced: '↻',
  failed: '–',
};

/** Renders docs/interop.md from the measurements. */
export function renderPage(
  { issued, accepted }: Measurements,
  results: readonly SiblingResult[],
): string {
  return `${[
    opening(),
    conclusion(),
    '## Their cookies, accepted here',
    `For each user id of the test vectors: what three judges say about the cookie that a browser brings back, in this order: the edge
function with its secret in the store (runtime 2.0), with an embedded one (runtime 1.0), and the signer. ✓ is accepted,
with the right user id; ✗ is refused; – is a cookie that was never written. The log-out of each issuer leaves no cookie.`,
    totals(issued),
    grid(issued, ISSUERS, ISSUER_EXCEPTIONS),
    notes(ISSUER_EXCEPTIONS),
    '## Our tokens and cookies, accepted there',
    `Tokens go to the two \`verify_token\`; the value of \`loginCookieValue\` goes through a browser to Django, whose view calls \`verify_token\`, and to its
middleware. ✓ is accepted; ✗ is refused; ↻ is replaced by a cookie of the middleware's own; – is a 500.`,
    grid(accepted, ACCEPTORS, ACCEPTOR_EXCEPTIONS),
    notes(ACCEPTOR_EXCEPTIONS),
    '## Where a sibling differs from the contract',
    `Every [test vector](../test/vectors/) that could be put to them, and the number of cases in which their answer is not the contract's.`,
    results
      .map(
        ({ name, asked, disagreements }) =>
          `- ${name}: ${asked} cases, ${asked - disagreements.length} as the contract says, ${disagreements.length} not.`,
      )
      .join('\n'),
    differences(results),
  ].join('\n\n')}\n`;
}

function opening(): string {
  return `# Interoperability

Made by \`npm run interop -- --update\`, and held against every run. The implementations that people already run, on loopback, against this
package's signer and its built edge function, both ways. The [contract](../signer/SPEC.md) judges.

- **Django**: magic-pocket ${pythonVersion('magic-pocket')} (\`pocket.django.spa_auth\`) in Django ${pythonVersion('Django')}, served by waitress ${pythonVersion('waitress')}.
- **Rust**: our reading of the crate \`pocket-spa-auth\`, which Rust's package registry does not have: the same four functions over hmac ${crateVersion('hmac')},
  sha2 ${crateVersion('sha2')} and hex ${crateVersion('hex')}, as lenient as its source in magic-pocket's repository ([source](../test/interop/siblings/rust/src/lib.rs)).
- **Node**: Express ${npmVersion('express')}, Fastify ${npmVersion('fastify')} with @fastify/cookie ${npmVersion('@fastify/cookie')}, Hono ${npmVersion('hono')} with @hono/node-server
  ${npmVersion('@hono/node-server')}, Koa ${npmVersion('koa')}, and plain Node with a header put together by hand; each by its own means, and each with \`spaLogin\`.`;
}

function conclusion(): string {
  const everywhere = USERS.filter(
    ({ id }) =>
      ISSUERS.every(({ name }) => !findException(ISSUER_EXCEPTIONS, name, id)) &&
      ACCEPTORS.every(({ name }) => !findException(ACCEPTOR_EXCEPTIONS, name, id)),
  );
  return `A user id of cookie octets alone, "%" excepted, works everywhere and both ways (${everywhere.length} of the ${USERS.length} here). Where every
user id has to work, log in with \`spaLogin\` or with a setter that percent-encodes, as those of Express, Fastify and Hono do.`;
}

function totals(issued: Outcomes): string {
  const rows = [...issued].map(([name, outcomes]) => {
    const counts = Object.keys(VERIFIERS).map(
      (_, judge) => [...outcomes.values()].filter((marks) => marks[judge] === 'accepted').length,
    );
    return [name, ...counts.map((count) => `${count} of ${USERS.length}`)];
  });
  return table(['issuer', ...Object.keys(VERIFIERS)], rows);
}

function grid(
  outcomes: Outcomes,
  parties: readonly Party[],
  exceptions: readonly Exception[],
): string {
  const rows = USERS.map(({ id, peculiarity }) => [
    peculiarity,
    ...parties.map(({ name }) => {
      const marks =
        outcomes
          .get(name)
          ?.get(id)
          ?.map((outcome) => MARKS[outcome]) ?? [];
      const exception = findException(exceptions, name, id);
      // One dash for all verifiers: there was nothing to verify.
      const cell = new Set(marks).size === 1 && marks[0] === '–' ? '–' : marks.join('');
      return exception ? `${cell} [${exceptions.indexOf(exception) + 1}]` : cell;
    }),
  ]);
  return table(['user id', ...parties.map(({ name }) => name)], rows);
}

function notes(exceptions: readonly Exception[]): string {
  return exceptions.map(({ why }, index) => `${index + 1}. ${why}`).join('\n');
}

function differences(results: readonly SiblingResult[]): string {
  const rows = DIFFERENCES.map((difference) => [
    `**${difference.what}**`,
    difference.contract,
    difference.siblings,
    ...results.map(({ disagreements }) =>
      String(disagreements.filter((one) => findDifference(one) === difference).length),
    ),
    difference.right,
  ]);
  const names = results.map(({ name }) => `${name}, cases`);
  return table(['', 'the contract', 'the siblings', ...names, 'who is right'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
