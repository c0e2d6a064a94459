import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { languagesIn } from '../../conformance/harness/languages.js';
import type { Request } from '../../conformance/harness/request.js';

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

/** A language whose driver is this JavaScript. */
async function language(driver: string, over: object = {}) {
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
  return languagesIn(folder);
}

const ECHO = `import { readFileSync } from 'node:fs';
for (const line of readFileSync(0, 'utf8').split('\\n').slice(0, -1)) console.log(line, process.argv[2]);`;

it('asks a driver in its folder, with its cache', async () => {
  const { ready, missing } = await language(ECHO);
  expect(missing).toEqual([]);
  expect(await ready[0]!.answer([LOGOUT, LOGOUT])).toEqual(
    Array(2).fill(`logout ${join(folder, 'cache/x')}`),
  );
});

it.each([
  ['ends early', 'console.log("ok"); process.exit(3)', ['ok', 'gave no answer (ended with 3)']],
  [
    'says too much',
    'for (let i = 0; i < 3; i++) console.log("ok")',
    ['wrote no lines', 'wrote no lines'],
  ],
  [
    'leaves its last line open',
    'process.stdout.write("ok\\nok")',
    ['wrote no lines', 'wrote no lines'],
  ],
])('a driver that %s does not agree', async (_, driver, answers) => {
  const { ready } = await language(driver);
  expect(await ready[0]!.answer([LOGOUT, LOGOUT])).toEqual(answers);
});

it('names a tool that is missing, and how to get it', async () => {
  const { ready, missing } = await language(ECHO, { needs: ['no-such-program'] });
  expect(ready).toEqual([]);
  expect(missing).toEqual(['X: no no-such-program here; apt-get install x']);
});

it('names a language that does not build', async () => {
  const { ready, missing } = await language(ECHO, {
    build: [process.execPath, '-e', 'console.log("line 3: oh"); process.exit(1)'],
  });
  expect(ready).toEqual([]);
  expect(missing[0]).toMatch(/^X: does not build\nline 3: oh$/);
});
