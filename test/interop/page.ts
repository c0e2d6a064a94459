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
import { crateVersion, npmVersion, pythonVersion } from './tools/versions.js';

/** The number of cases that a sibling was asked, and those in which it differs. */
export interface SiblingResult {
  readonly name: string;
  readonly asked: number;
  readonly disagreements: readonly Disagreement[];
}

/** Renders docs/interop.md from the measurements. */
export function renderPage(
  { issued, accepted }: Measurements,
  results: readonly SiblingResult[],
): string {
  return `${[
    opening(),
    conclusion(),
    '## Their cookies, accepted here',
    `How many of the ${USERS.length} user ids of the test vectors are accepted, with the right id, from the cookie that a browser brings back: by the edge function with its
secret in the store (runtime 2.0), by one with an embedded secret (runtime 1.0), and by the signer. More is better. The log-out of each issuer leaves no cookie.`,
    issuerTable(issued),
    notes(ISSUER_EXCEPTIONS),
    '## Our tokens and cookies, accepted there',
    `The same user ids. Tokens go to the two \`verify_token\`; the value of \`loginCookieValue\` goes through a browser to Django, whose view calls \`verify_token\`, and
to its middleware.`,
    acceptorTable(accepted),
    notes(ACCEPTOR_EXCEPTIONS),
    '## Where a sibling differs from the contract',
    `[Test vectors](../test/vectors/) to which the answer is not the contract's, of those that could be put to the sibling: ${results
      .map(({ name, asked, disagreements }) => `${name} ${disagreements.length} of ${asked}`)
      .join(', ')}. Fewer is better.`,
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

function issuerTable(issued: Outcomes): string {
  const rows = [...issued].map(([name, outcomes]) => {
    const counts = Object.keys(VERIFIERS).map((_, judge) => count(outcomes, 'accepted', judge));
    return [name, ...counts, listNotes(ISSUER_EXCEPTIONS, name)];
  });
  return table(['issuer', ...Object.keys(VERIFIERS), 'the rest'], rows);
}

function acceptorTable(accepted: Outcomes): string {
  const rows = [...accepted].map(([name, outcomes]) => [
    name,
    count(outcomes, 'accepted'),
    listNotes(ACCEPTOR_EXCEPTIONS, name),
  ]);
  return table(['acceptor', 'accepted', 'the rest'], rows);
}

/** The number of user ids with an outcome, by one of the verifiers. */
function count(
  outcomes: ReadonlyMap<string, readonly Outcome[]>,
  wanted: Outcome,
  judge = 0,
): string {
  const matching = [...outcomes.values()].filter((each) => each[judge] === wanted);
  return `${matching.length} of ${USERS.length}`;
}

/** The numbers of the notes that apply to a party. */
function listNotes(exceptions: readonly Exception[], party: string): string {
  return exceptions
    .flatMap(({ parties }, index) => (parties.includes(party) ? `[${index + 1}]` : []))
    .join(' ');
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
