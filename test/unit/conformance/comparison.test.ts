import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../build/host/packages.js';
import * as signer from '../../../signer/index.js';
import { runConformance } from '../../conformance/harness/conformance-run.js';
import { createCase, KIND_NAMES } from '../../conformance/harness/differential-cases.js';
import { createEdge } from '../../conformance/harness/edge-implementation.js';
import type { Implementation } from '../../conformance/harness/implementation.js';
import { formatRequest } from '../../conformance/harness/protocol.js';
import { formatDisagreement, isPerfect, type Row } from '../../conformance/harness/report.js';
import { sharedVm } from '../../conformance/harness/shared-vm.js';
import { createSigner } from '../../conformance/harness/signer-implementation.js';

const RANGE = { seed: 1, from: 0, cases: 2000 };

const library = createSigner(signer);

const edge = createEdge({ secret: 'kvs', runtime: 'cloudfront-js-2.0', engine: sharedVm });

type Fault = readonly [name: string, from: string, to: string];

const EDGE_FAULTS: readonly Fault[] = [
  ['refuses a number of 16 digits', '{0,15}', '{0,14}'],
  ['accepts a number that begins with 0', '(0|[1-9]', '(0|[0-9]'],
  ['accepts a MAC in upper case', '[0-9a-f]{64}', '[0-9A-f]{64}'],
  ['accepts 2^53', '>9007199254740991', '>9007199254740992'],
  ['tries three cookies', '.slice(0,4)', '.slice(0,3)'],
  ['tries five cookies', '.slice(0,4)', '.slice(0,5)'],
  ['accepts five secrets', '>3||', '>4||'],
  ['accepts a key of 15 bytes', '.length<16', '.length<15'],
  ['decodes an octal escape beyond Latin-1', '[0-3][0-7]{2}', '[0-7][0-7]{2}'],
  ['accepts a user id of 1,025 bytes', '>1024', '>1025'],
  ['refuses a user id of 1,024 bytes', '>1024', '>1023'],
];

const SIGNER_FAULTS: readonly Fault[] = [
  [
    'refuses a token one second too early',
    'now > expiry + clockTolerance',
    'now >=expiry + clockTolerance',
  ],
  ['accepts a control character', '\\x1f\\x7f', '\\x1e\\x7f'],
  ['accepts white space after the token', '([0-9a-f]{64})$', '([0-9a-f]{64})\\s?$'],
  ['writes another attribute', 'SameSite=', 'Samesite='],
  ['subtracts the tolerance', 'expiry + clockTolerance', 'expiry - clockTolerance'],
  [
    'reads "+" as a space',
    'decodeURIComponent(text)',
    'decodeURIComponent(text.replace(/\\+/g, " "))',
  ],
];

describe('a small fault in a copy of an implementation', () => {
  let folder: string;
  let rows: ReadonlyMap<string, Row>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spa-auth-conformance-'));
    const faulty = [...EDGE_FAULTS.map(faultyEdge), ...(await faultySigners(folder))];
    const correct = [library, { ...library, name: 'another' }, edge];
    const result = await runConformance([...correct, ...faulty], RANGE);
    rows = new Map(result.rows.map((row) => [row.name, row]));
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true }));

  it.each([...EDGE_FAULTS, ...SIGNER_FAULTS])('is found: it %s', (name) => {
    expect(isPerfect(rows.get(name)!)).toBe(false);
  });

  it.each([library.name, 'another', edge.name])('does not affect the result of %s', (name) => {
    expect(isPerfect(rows.get(name)!)).toBe(true);
  });
});

function faultyEdge([name, from, to]: Fault): Implementation {
  const change = (code: string) => replaceAll(code, from, to);
  const copy = createEdge({
    secret: 'kvs',
    runtime: 'cloudfront-js-2.0',
    engine: sharedVm,
    change,
  });
  return { ...copy, name };
}

async function faultySigners(folder: string): Promise<Implementation[]> {
  const { outputFiles } = await build({
    entryPoints: [join(packageRoot, 'signer/index.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  const copies = SIGNER_FAULTS.map(async ([name, from, to], at) => {
    const file = join(folder, `${at}.mjs`);
    await writeFile(file, replaceAll(outputFiles[0]!.text, from, to));
    return createSigner(await import(pathToFileURL(file).href), name);
  });
  return Promise.all(copies);
}

function replaceAll(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replaceAll(from, to);
}

describe('the differential cases', () => {
  it('depend only on the seed and the index', () => {
    expect(createCase(7, 4711)).toEqual(createCase(7, 4711));
    expect(createCase(7, 4711)).not.toEqual(createCase(8, 4711));
  });

  it('include every kind and every verdict', async () => {
    const cases = Array.from({ length: RANGE.cases }, (_, index) => createCase(RANGE.seed, index));
    expect([...new Set(cases.map(({ kind }) => kind))].sort()).toEqual([...KIND_NAMES].sort());
    const { verdicts } = await runConformance([library], RANGE);
    expect([...verdicts.keys()].sort()).toEqual(
      [
        'bad_signature',
        'error max_age',
        'error secret',
        'error user_id',
        'expired',
        'malformed',
        'missing',
        'ok',
        'valid',
      ].sort(),
    );
    for (const count of verdicts.values()) {
      expect(count).toBeGreaterThan(10);
    }
  });
});

describe('a disagreement', () => {
  const wrong: Implementation = {
    ...library,
    name: 'wrong',
    answer: async (requests) => requests.map(() => 'valid\t78\t1'),
  };

  it('is reported with its seed, index and kind, and without tokens and secrets', async () => {
    const { disagreements, rows } = await runConformance(
      [library, { ...library, name: 'B' }, wrong],
      RANGE,
    );
    expect(rows.map(({ agreed }) => agreed).slice(0, 2)).toEqual([RANGE.cases, RANGE.cases]);
    expect(disagreements.length).toBeGreaterThan(5);
    for (const disagreement of disagreements) {
      const { kind, request } = createCase(RANGE.seed, disagreement.index);
      const text = formatDisagreement(RANGE.seed, disagreement);
      expect(text).toContain(`seed 1, case ${disagreement.index}, ${kind}: ${request.verb}`);
      expect(text).toMatch(/valid \(1 bytes, expiry 1\): wrong$/m);
      for (const value of Object.values(request)) {
        if (typeof value === 'string' && value.length > 20) {
          expect(text).not.toContain(value);
        }
      }
    }
  });

  it('includes missing answers', async () => {
    const silent = { ...library, name: 'silent', answer: async () => [] };
    const { rows } = await runConformance([library, silent], { ...RANGE, cases: 10 });
    expect(rows[1]).toMatchObject({ passed: 0, agreed: 0, cases: 10 });
  });
});

it('formats a request as one line of hex', () => {
  const request = { secret: 'ab', token: 'é\t\n', now: 1, clockTolerance: 0 };
  expect(formatRequest({ verb: 'check', ...request })).toBe('check\t6162\tc3a9090a\t1\t0');
  expect(formatRequest({ verb: 'logout' })).toBe('logout');
});
