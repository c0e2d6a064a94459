// Measures the instructions of one call of the built function on njs, without the creation of the
// event. The result is the difference of two run lengths under callgrind, which is reproducible to
// a fraction of a percent under any load. Needs valgrind and njs (the command in POCKET_NJS, split
// at spaces; default `njs`). valgrind must run the engine itself, not a script that starts it. Run:
// npx esbuild test/bench/edge.ts --bundle --platform=node --format=esm --packages=external
// --outfile=node_modules/.cache/bench-edge.mjs && node node_modules/.cache/bench-edge.mjs

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileEdge } from '../../build/compile/bundle.js';
import { DEFAULTS } from '../../build/config/defaults.js';
import type { ResolvedConfig } from '../../build/config/edge-config.js';
import { CLOUDFRONT_MODULE } from '../../build/runtime/njs-script.js';
import { generateToken, revocationKey } from '../../signer/index.js';

const NJS = (process.env.POCKET_NJS ?? 'njs').split(' ');

const SHORT = 50;

const LONG = 550;

const NOW = 1_800_000_000;

const secret = '0123456789abcdef'.repeat(4);

const USER = 'user-12345';

const sign = (now: number, key = secret) => generateToken(USER, { secret: key, now });

const fresh = sign(NOW);

/** The cookie of the viewer, and the entries of the store besides the secret. */
interface Scenario {
  readonly cookie?: string;
  readonly store?: Record<string, string>;
}

const scenarios: Record<string, Scenario> = {
  valid: { cookie: fresh },
  'valid, percent-encoded': { cookie: encodeURIComponent(fresh) },
  expired: { cookie: sign(NOW - 10_000_000) },
  'bad signature': { cookie: sign(NOW, 'ab'.repeat(32)) },
  junk: { cookie: 'junkjunkjunk' },
  'no cookie': {},
};

const cutOffScenarios: Record<string, Scenario> = {
  'valid, a cut-off that is past': { cookie: fresh, store: cutOffEntry(NOW) },
  revoked: { cookie: fresh, store: cutOffEntry(NOW + 10_000_000) },
};

const folder = mkdtempSync(join(tmpdir(), 'pocket-spa-auth-bench-'));

try {
  writeFileSync(join(folder, 'cloudfront'), CLOUDFRONT_MODULE);
  await report('kvs', {}, scenarios);
  await report('kvs with revocation', { revocation: true }, { ...scenarios, ...cutOffScenarios });
  await report('embedded', { secret: 'embedded' }, scenarios);
} finally {
  rmSync(folder, { recursive: true });
}

async function report(
  name: string,
  config: Partial<ResolvedConfig>,
  measured: Record<string, Scenario>,
): Promise<void> {
  const code = await compileEdge({ ...DEFAULTS, ...config }, secret);
  const event = measure(code, 'event', { cookie: fresh });
  console.log(`\n${name}, ${code.length} bytes, instructions a call`);
  for (const [title, scenario] of Object.entries(measured)) {
    const instructions = measure(code, 'await handler(event)', scenario) - event;
    console.log(`  ${title.padEnd(31)}${instructions.toLocaleString('en').padStart(9)}`);
  }
}

function cutOffEntry(cutOff: number): Record<string, string> {
  return { [revocationKey(USER)]: String(cutOff) };
}

/** The instructions of one iteration of the loop. */
function measure(code: string, call: string, scenario: Scenario): number {
  return Math.round(
    (countInstructions(code, call, scenario, LONG) -
      countInstructions(code, call, scenario, SHORT)) /
      (LONG - SHORT),
  );
}

function countInstructions(code: string, call: string, scenario: Scenario, times: number): number {
  const file = join(folder, 'run.js');
  writeFileSync(file, code + loop(call, scenario, times));
  const [program, ...args] = [...NJS, '-p', folder, file];
  const flags = ['--tool=callgrind', '--callgrind-out-file=/dev/null', program!, ...args];
  const { stderr } = spawnSync('valgrind', flags, { encoding: 'utf8' });
  const collected = /Collected : (\d+)/.exec(stderr)?.[1];
  if (!collected) {
    throw new Error(
      `valgrind reported no count; are valgrind and ${program} installed?\n${stderr.slice(-500)}`,
    );
  }
  return Number(collected);
}

function loop(call: string, { cookie, store = {} }: Scenario, times: number): string {
  const request = {
    method: 'GET',
    uri: '/app/deep',
    querystring: {},
    headers: {
      host: { value: 'app.example.com' },
      'user-agent': {
        value: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      },
      accept: { value: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
      'sec-fetch-mode': { value: 'navigate' },
    },
    cookies: cookie === undefined ? {} : { 'pocket-spa-token': { value: cookie } },
  };
  return `
globalThis.engineStore = ${JSON.stringify({ ...store, token_secret: secret })};
Date.now = function () { return ${NOW}000; };
var text = ${JSON.stringify(JSON.stringify({ request }))};
async function run() {
  for (var i = 0; i < ${times}; i++) {
    var event = JSON.parse(text);
    event.request.rawQueryString = function () {};
    var output = ${call};
  }
}
run();
`;
}
