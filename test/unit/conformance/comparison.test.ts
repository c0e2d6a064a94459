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

type Fault = readonly [name: string, from: string | RegExp, to: string];

// The names of variables are the compiler's.
const READ_LOOP = /(=32,[\w$]+=0;[\w$]+)<4&&/;
const VERIFY_LOOP = /(for\(var [\w$]+=0;[\w$]+)<4&&/;

const EDGE_FAULTS: readonly Fault[] = [
  ['takes no number of 16 digits', '{1,16}', '{1,15}'],
  ['takes a number that begins with 0', '(?!0\\d)', ''],
  ['takes no user id', /!\w\|\|(\w>9007)/, '$1'],
  ['takes a control character', '[:\\x00-\\x1f', '[:\\x00-\\x1e'],
  ['takes a MAC in upper case', '[0-9a-f]{64}', '[0-9A-f]{64}'],
  ['takes 2^53', '>9007199254740991', '>9007199254740992'],
  ['reads three cookies', READ_LOOP, '$1<3&&'],
  ['reads five cookies', READ_LOOP, '$1<5&&'],
  ['reads 4,095 octets', '>4096', '>4095'],
  ['reads 4,097 octets', '>4096', '>4097'],
  ['unescapes for 31 backslashes', '=32,', '=31,'],
  ['unescapes for 33 backslashes', '=32,', '=33,'],
  ['verifies three candidates', VERIFY_LOOP, '$1<3&&'],
  ['verifies five candidates', VERIFY_LOOP, '$1<5&&'],
  ['takes five secrets', '>3||', '>4||'],
  ['takes a key of 15 bytes', '[31]||', '[29]||'],
  ['undoes an octal escape beyond Latin-1', '>>8===2', '>>8>1'],
  ['takes a user id of 1,025 bytes', '>1024', '>1025'],
  ['takes no user id of 1,024 bytes', '>1024', '>1023'],
];

const SIGNER_FAULTS: readonly Fault[] = [
  ['ends a second early', 'now > expiry + clockTolerance', 'now >=expiry + clockTolerance'],
  ['takes a control character', 'fill(1, 0, 32)', 'fill(1, 0, 31)'],
  ['takes a MAC that is no hex', 'return seen < NO_DIGIT', 'return seen < 256'],
  ['writes another attribute', 'SameSite=', 'Samesite='],
  ['subtracts the tolerance', 'expiry + clockTolerance', 'expiry - clockTolerance'],
  [
    'reads "+" as a space',
    'decodeURIComponent(text)',
    'decodeURIComponent(text.replace(/\\+/g, " "))',
  ],
  ['reads three cookies', 'MAX_COOKIES = 4', 'MAX_COOKIES = 3'],
  ['reads five cookies', 'MAX_COOKIES = 4', 'MAX_COOKIES = 5'],
  ['reads 4,095 octets', 'MAX_OCTETS = 4096', 'MAX_OCTETS = 4095'],
  ['reads 4,097 octets', 'MAX_OCTETS = 4096', 'MAX_OCTETS = 4097'],
  ['counts UTF-16 units', 'Buffer.byteLength(value)', 'value.length'],
  [
    'lets a value that is too long take what is left',
    'if (size > reading.octets) {',
    'if (size > reading.octets && (reading.octets = 0, true)) {',
  ],
  ['unescapes for 31 backslashes', 'MAX_BACKSLASHES = 32', 'MAX_BACKSLASHES = 31'],
  ['unescapes for 33 backslashes', 'MAX_BACKSLASHES = 32', 'MAX_BACKSLASHES = 33'],
  [
    'lets a value of too many backslashes take what is left',
    'if (backslashes > reading.backslashes) {',
    'if (backslashes > reading.backslashes && (reading.backslashes = 0, true)) {',
  ],
  ['verifies three candidates', 'MAX_CANDIDATES = 4', 'MAX_CANDIDATES = 3'],
  ['verifies five candidates', 'MAX_CANDIDATES = 4', 'MAX_CANDIDATES = 5'],
  [
    'gives an expired candidate a place',
    'reason >= REASONS.indexOf("bad_signature")',
    'reason >= 1',
  ],
  [
    'reads octets as Latin-1',
    /\.equals\(\w+\) \? text\w* : value/,
    '.equals(null ?? Buffer.from("\0")) ? "" : value',
  ],
  ['reads octets that are no UTF-8 as UTF-8', /(\? text\w*) : value;/, '$1 : text;'],
];

const NEXT_AND_COOKIE_FAULTS: readonly Fault[] = [
  ['lets a dot segment lead to another host', 'url.pathname.startsWith("//")', 'false'],
  ['lets a backslash stand in a path', 'next.split("?", 1)[0].includes("\\\\")', 'false'],
  ['lets a control character stand', '[\\x00-\\x1f\\x7f]/.test(next)', '[\\x00]/.test(next)'],
  ['keeps an origin that is not allowed', 'origins.includes(url.origin)', 'true'],
  ['keeps 2,049 characters', 'MAX_PATH_LENGTH = 2048', 'MAX_PATH_LENGTH = 2049'],
  ['returns text beyond ASCII as it is', '/^[\\x20-\\x7e]*$/.test(next)', 'true'],
  ['writes ";" in a path', '\\x20-\\x3a\\x3c-\\x7e', '\\x20-\\x7e'],
  ['writes SameSite=None without Secure', 'sameSite === "None" || partitioned', 'partitioned'],
  ['compares a prefix with its case', '/^__(?:Secure|Host)-/i', '/^__(?:Secure|Host)-/'],
  ['writes a domain for __Host-', 'path !== "/" || domain !== void 0', 'path !== "/"'],
  ['takes a token at its cut-off', 'return expiry <= cutOff', 'return expiry < cutOff'],
  ['keys a user by another prefix', '`revoked:$', '`revoked-$'],
];

const LIBRARY_FAULTS = [...SIGNER_FAULTS, ...NEXT_AND_COOKIE_FAULTS];

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

  // The random cases find it, not only the vectors.
  it.each([...EDGE_FAULTS.map(nameFault('edge')), ...LIBRARY_FAULTS.map(nameFault('signer'))])(
    'is found if the %s',
    (name) => {
      const { agreed, cases } = rows.get(name)!;
      expect(agreed).toBeLessThan(cases);
    },
  );

  it.each([library.name, 'another', edge.name])('does not affect the result of %s', (name) => {
    expect(isPerfect(rows.get(name)!)).toBe(true);
  });
});

function nameFault(subject: 'edge' | 'signer') {
  return ([fault]: Fault): string => `${subject} ${fault}`;
}

function faultyEdge(fault: Fault): Implementation {
  const [, from, to] = fault;
  const change = (code: string) => plantFault(code, from, to);
  const copy = createEdge({
    secret: 'kvs',
    runtime: 'cloudfront-js-2.0',
    engine: sharedVm,
    change,
  });
  return { ...copy, name: nameFault('edge')(fault) };
}

async function faultySigners(folder: string): Promise<Implementation[]> {
  const { outputFiles } = await build({
    entryPoints: [join(packageRoot, 'signer/index.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  const copies = LIBRARY_FAULTS.map(async (fault, at) => {
    const [, from, to] = fault;
    const file = join(folder, `${at}.mjs`);
    await writeFile(file, plantFault(outputFiles[0]!.text, from, to));
    return createSigner(await import(pathToFileURL(file).href), nameFault('signer')(fault));
  });
  return Promise.all(copies);
}

function plantFault(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, to);
  expect(changed, `${from} is not in the text any more`).not.toBe(text);
  return changed;
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
        'error cookie_attribute',
        'error cookie_name',
        'error max_age',
        'error secret',
        'error user_id',
        'expired',
        'malformed',
        'missing',
        'error allowed_origins',
        'error fallback',
        'ok',
        'revoked',
        'valid',
      ].sort(),
    );
    for (const count of verdicts.values()) {
      expect(count).toBeGreaterThan(5);
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
    for (const { agreed, cases } of rows.slice(0, 2)) {
      expect(cases).toBeGreaterThan(0.9 * RANGE.cases);
      expect(agreed).toBe(cases);
    }
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
    const { rows } = await runConformance([library, silent], { ...RANGE, from: 100, cases: 10 });
    expect(rows[1]).toMatchObject({ passed: 0, agreed: 0, cases: 10 });
  });
});

it('formats a request as one line of hex', () => {
  const request = { secret: 'ab', token: 'é\t\n', now: 1, clockTolerance: 0 };
  expect(formatRequest({ verb: 'check', ...request })).toBe('check\t6162\tc3a9090a\t1\t0\t-');
  expect(formatRequest({ verb: 'check', ...request, cutOff: 0 })).toMatch(/\t0\t0$/);
  const options = { cookieName: 'é', sameSite: 'None', secure: true, partitioned: false } as const;
  expect(formatRequest({ verb: 'logout', options })).toBe('logout\tc3a9\t-\t-\tNone\ttrue\tfalse');
  expect(formatRequest({ verb: 'next', next: '/', allowedOrigins: ['a', 'b'] })).toBe(
    'next\t2f\t-\t612062',
  );
});
