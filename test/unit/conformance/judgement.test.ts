import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../build/host/packages.js';
import * as signer from '../../../signer/index.js';
import { caseOf, KIND_NAMES } from '../../conformance/harness/cases.js';
import { edgeOf } from '../../conformance/harness/edge.js';
import type { Implementation } from '../../conformance/harness/implementation.js';
import { isPerfect, type Row, told } from '../../conformance/harness/report.js';
import { lineOf } from '../../conformance/harness/request.js';
import { run } from '../../conformance/harness/run.js';
import { signerOf } from '../../conformance/harness/signer.js';
import { sharedVm } from '../../conformance/harness/vm.js';

const PLAN = { seed: 1, from: 0, cases: 2000 };

const library = signerOf(signer);

const edge = edgeOf({ secret: 'kvs', runtime: 'cloudfront-js-2.0', engine: sharedVm });

type Fault = readonly [name: string, from: string, to: string];

const EDGE_FAULTS: readonly Fault[] = [
  ['takes no number of 16 digits', '{0,15}', '{0,14}'],
  ['takes a number that begins with 0', '(0|[1-9]', '(0|[0-9]'],
  ['takes a MAC in upper case', '[0-9a-f]{64}', '[0-9A-f]{64}'],
  ['takes 2^53', '>9007199254740991', '>9007199254740992'],
  ['tries three cookies', '.slice(0,4)', '.slice(0,3)'],
  ['tries five cookies', '.slice(0,4)', '.slice(0,5)'],
  ['takes five secrets', '>3||', '>4||'],
  ['takes a key of 15 bytes', '.length<16', '.length<15'],
  ['undoes an octal escape beyond Latin-1', '[0-3][0-7]{2}', '[0-7][0-7]{2}'],
  ['takes a user id of 1,025 bytes', '>1024', '>1025'],
  ['takes no user id of 1,024 bytes', '>1024', '>1023'],
];

const SIGNER_FAULTS: readonly Fault[] = [
  ['ends a second early', 'now > expiry + clockTolerance', 'now >=expiry + clockTolerance'],
  ['takes a control character', '\\x1f\\x7f', '\\x1e\\x7f'],
  ['takes white space after the token', '([0-9a-f]{64})$', '([0-9a-f]{64})\\s?$'],
  ['writes another attribute', 'SameSite=', 'Samesite='],
  ['takes the tolerance off', 'expiry + clockTolerance', 'expiry - clockTolerance'],
  [
    'reads "+" as a space',
    'decodeURIComponent(text)',
    'decodeURIComponent(text.replace(/\\+/g, " "))',
  ],
];

describe('one small fault in a copy of an implementation', () => {
  let folder: string;
  let rows: ReadonlyMap<string, Row>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spa-auth-conformance-'));
    const faulty = [...EDGE_FAULTS.map(faultyEdge), ...(await faultySigners(folder))];
    const sound = [library, { ...library, name: 'another' }, edge];
    const result = await run([...sound, ...faulty], PLAN);
    rows = new Map(result.rows.map((row) => [row.name, row]));
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true }));

  it.each([...EDGE_FAULTS, ...SIGNER_FAULTS])('is found where it %s', (name) => {
    expect(isPerfect(rows.get(name)!)).toBe(false);
  });

  it.each([library.name, 'another', edge.name])('is not laid to the charge of %s', (name) => {
    expect(isPerfect(rows.get(name)!)).toBe(true);
  });
});

function faultyEdge([name, from, to]: Fault): Implementation {
  const change = (code: string) => planted(code, from, to);
  const copy = edgeOf({ secret: 'kvs', runtime: 'cloudfront-js-2.0', engine: sharedVm, change });
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
    await writeFile(file, planted(outputFiles[0]!.text, from, to));
    return signerOf(await import(pathToFileURL(file).href), name);
  });
  return Promise.all(copies);
}

function planted(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replaceAll(from, to);
}

describe('the differential cases', () => {
  it('are the same for a seed and an index, whatever came before', () => {
    expect(caseOf(7, 4711)).toEqual(caseOf(7, 4711));
    expect(caseOf(7, 4711)).not.toEqual(caseOf(8, 4711));
  });

  it('bring about every kind and every verdict', async () => {
    const cases = Array.from({ length: PLAN.cases }, (_, index) => caseOf(PLAN.seed, index));
    expect([...new Set(cases.map(({ kind }) => kind))].sort()).toEqual([...KIND_NAMES].sort());
    const { verdicts } = await run([library], PLAN);
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
  const liar: Implementation = {
    ...library,
    name: 'liar',
    answer: async (requests) => requests.map(() => 'valid\t78\t1'),
  };

  it('is told with seed, index and kind, and without what was asked', async () => {
    const { disagreements, rows } = await run([library, { ...library, name: 'B' }, liar], PLAN);
    expect(rows.map(({ agreed }) => agreed).slice(0, 2)).toEqual([PLAN.cases, PLAN.cases]);
    expect(disagreements.length).toBeGreaterThan(5);
    for (const disagreement of disagreements) {
      const { kind, request } = caseOf(PLAN.seed, disagreement.index);
      const text = told(PLAN.seed, disagreement);
      expect(text).toContain(`seed 1, case ${disagreement.index}, ${kind}: ${request.verb}`);
      expect(text).toMatch(/valid \(1 bytes, expiry 1\): liar$/m);
      for (const value of Object.values(request)) {
        if (typeof value === 'string' && value.length > 20) {
          expect(text).not.toContain(value);
        }
      }
    }
  });

  it('a silent implementation is not an agreeing one', async () => {
    const silent = { ...library, name: 'silent', answer: async () => [] };
    const { rows } = await run([library, silent], { ...PLAN, cases: 10 });
    expect(rows[1]).toMatchObject({ passed: 0, agreed: 0, cases: 10 });
  });
});

it('a request is a line of hex', () => {
  const request = { secret: 'ab', token: 'é\t\n', now: 1, clockTolerance: 0 };
  expect(lineOf({ verb: 'check', ...request })).toBe('check\t6162\tc3a9090a\t1\t0');
  expect(lineOf({ verb: 'logout' })).toBe('logout');
});
