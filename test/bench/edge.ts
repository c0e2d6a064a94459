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
import { CLOUDFRONT } from '../../build/engine/script.js';
import { generateToken } from '../../signer/index.js';

const NJS = (process.env.POCKET_NJS ?? 'njs').split(' ');
const SHORT = 50;
const LONG = 550;
const NOW = 1_800_000_000;

const secret = '0123456789abcdef'.repeat(4);
const sign = (now: number, key = secret) => generateToken('user-12345', { secret: key, now });
const fresh = sign(NOW);

const cookies: Record<string, string | undefined> = {
  valid: fresh,
  'valid, percent-encoded': encodeURIComponent(fresh),
  expired: sign(NOW - 10_000_000),
  'bad signature': sign(NOW, 'ab'.repeat(32)),
  junk: 'junkjunkjunk',
  'no cookie': undefined,
};

const folder = mkdtempSync(join(tmpdir(), 'pocket-spa-auth-bench-'));
try {
  writeFileSync(join(folder, 'cloudfront'), CLOUDFRONT);
  for (const source of ['kvs', 'embedded'] as const) {
    const code = await compileEdge({ ...DEFAULTS, secret: source }, secret);
    const event = cost(code, 'event', fresh);
    const rows = Object.entries(cookies).map(([name, cookie]) => [
      name,
      cost(code, 'await handler(event)', cookie) - event,
    ]);
    console.log(`\n${source}, ${code.length} bytes, instructions a call`);
    for (const [name, instructions] of rows) {
      console.log(`  ${String(name).padEnd(24)}${instructions!.toLocaleString('en').padStart(9)}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** Instructions of one turn of the loop. */
function cost(code: string, call: string, cookie: string | undefined): number {
  return Math.round(
    (instructions(code, call, cookie, LONG) - instructions(code, call, cookie, SHORT)) /
      (LONG - SHORT),
  );
}

function instructions(
  code: string,
  call: string,
  cookie: string | undefined,
  times: number,
): number {
  const file = join(folder, 'run.js');
  writeFileSync(file, code + loop(call, cookie, times));
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

function loop(call: string, cookie: string | undefined, times: number): string {
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
globalThis.engineStore = { token_secret: '${secret}' };
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
