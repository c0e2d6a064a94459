import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { buildLanguages } from '../../conformance/harness/languages.js';
import { formatRequest, type Request } from '../../conformance/harness/protocol.js';

const LOGOUT: Request = { verb: 'logout' };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spa-auth-languages-'));
  vi.stubEnv('CONFORMANCE_CACHE', join(folder, 'cache'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Builds a language with this JavaScript driver. */
async function buildLanguage(driver: string, over: object = {}) {
  await mkdir(join(folder, 'x'));
  await writeFile(join(folder, 'x/driver.mjs'), driver);
  const described = {
    name: 'X',
    needs: ['node'],
    build: null,
    run: [process.execPath, 'driver.mjs', '{cache}'],
    install: 'apt-get install x',
    ...over,
  };
  await writeFile(join(folder, 'x/language.json'), JSON.stringify(described));
  return buildLanguages(folder);
}

const ECHO = `import { readFileSync } from 'node:fs';
for (const line of readFileSync(0, 'utf8').split('\\n').slice(0, -1)) console.log(line, process.argv[2]);`;

it('runs a driver in its folder, with its cache folder', async () => {
  const { ready, missing } = await buildLanguage(ECHO);
  expect(missing).toEqual([]);
  expect(await ready[0]!.answer([LOGOUT, LOGOUT])).toEqual(
    Array(2).fill(`${formatRequest(LOGOUT)} ${join(folder, 'cache/x')}`),
  );
});

it.each([
  ['ends early', 'console.log("ok"); process.exit(3)', ['ok', 'gave no answer (ended with 3)']],
  [
    'writes too many lines',
    'for (let i = 0; i < 3; i++) console.log("ok")',
    ['did not write one complete line per request', 'did not write one complete line per request'],
  ],
  [
    'does not end its last line',
    'process.stdout.write("ok\\nok")',
    ['did not write one complete line per request', 'did not write one complete line per request'],
  ],
])('reports a driver that %s', async (_, driver, answers) => {
  const { ready } = await buildLanguage(driver);
  expect(await ready[0]!.answer([LOGOUT, LOGOUT])).toEqual(answers);
});

it('names a missing program and how to install it', async () => {
  const { ready, missing } = await buildLanguage(ECHO, { needs: ['no-such-program'] });
  expect(ready).toEqual([]);
  expect(missing).toEqual([
    'X: not found on the PATH: no-such-program; to install: apt-get install x',
  ]);
});

it('reports a language that does not build, with its output', async () => {
  const { ready, missing } = await buildLanguage(ECHO, {
    build: [process.execPath, '-e', 'console.log("line 3: oh"); process.exit(1)'],
  });
  expect(ready).toEqual([]);
  expect(missing[0]).toMatch(/^X: does not build\nline 3: oh$/);
});
