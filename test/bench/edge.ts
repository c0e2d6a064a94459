// What one call of the built function costs on njs, in instructions, net of making the event: the difference of two run lengths under
// callgrind, which repeats to a fraction of a percent whatever else the machine does. Needs valgrind and njs (POCKET_NJS, else `njs`;
// a program with arguments is split at spaces: valgrind must see the engine itself, not a script that starts it). Run:
//   npx esbuild test/bench/edge.ts --bundle --platform=node --format=esm --packages=external --outfile=node_modules/.cache/bench-edge.mjs && node node_modules/.cache/bench-edge.mjs

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

/** What a viewer brings, and what the store holds beside the secret. */
interface World {
  readonly cookie?: string;
  readonly store?: Record<string, string>;
}

const worlds: Record<string, World> = {
  valid: { cookie: fresh },
  'valid, percent-encoded': { cookie: encodeURIComponent(fresh) },
  expired: { cookie: sign(NOW - 10_000_000) },
  'bad signature': { cookie: sign(NOW, 'ab'.repeat(32)) },
  junk: { cookie: 'junkjunkjunk' },
  'no cookie': {},
};

const cutOffs: Record<string, World> = {
  'valid, a cut-off that is past': { cookie: fresh, store: entry(NOW) },
  revoked: { cookie: fresh, store: entry(NOW + 10_000_000) },
};

const folder = mkdtempSync(join(tmpdir(), 'pocket-spa-auth-bench-'));

try {
  writeFileSync(join(folder, 'cloudfront'), CLOUDFRONT_MODULE);
  await report('kvs', {}, worlds);
  await report('kvs with revocation', { revocation: true }, { ...worlds, ...cutOffs });
  await report('embedded', { secret: 'embedded' }, worlds);
} finally {
  rmSync(folder, { recursive: true });
}

async function report(
  name: string,
  config: Partial<ResolvedConfig>,
  asked: Record<string, World>,
): Promise<void> {
  const code = await compileEdge({ ...DEFAULTS, ...config }, secret);
  const event = cost(code, 'event', { cookie: fresh });
  console.log(`\n${name}, ${code.length} bytes, instructions a call`);
  for (const [what, world] of Object.entries(asked)) {
    const instructions = cost(code, 'await handler(event)', world) - event;
    console.log(`  ${what.padEnd(31)}${instructions.toLocaleString('en').padStart(9)}`);
  }
}

function entry(cutOff: number): Record<string, string> {
  return { [revocationKey(USER)]: String(cutOff) };
}

/** Instructions of one turn of the loop. */
function cost(code: string, call: string, world: World): number {
  return Math.round(
    (instructions(code, call, world, LONG) - instructions(code, call, world, SHORT)) /
      (LONG - SHORT),
  );
}

function instructions(code: string, call: string, world: World, times: number): number {
  const file = join(folder, 'run.js');
  writeFileSync(file, code + loop(call, world, times));
  const [program, ...args] = [...NJS, '-p', folder, file];
  const flags = ['--tool=callgrind', '--callgrind-out-file=/dev/null', program!, ...args];
  const { stderr } = spawnSync('valgrind', flags, { encoding: 'utf8' });
  const collected = /Collected : (\d+)/.exec(stderr)?.[1];
  if (!collected) {
    throw new Error(
      `valgrind counted nothing; are valgrind and ${program} there?\n${stderr.slice(-500)}`,
    );
  }
  return Number(collected);
}

function loop(call: string, { cookie, store = {} }: World, times: number): string {
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
