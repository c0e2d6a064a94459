import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../../../build/config/load.js';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-config-'));
  vi.stubEnv('POCKET_STAGE', undefined);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cwd, { recursive: true });
});

const write = (name: string, text: string) => writeFile(join(cwd, name), text);

/** The error's message. Checks that no temporary file remains. */
async function failure(options: { file?: string; stage?: string } = {}): Promise<string> {
  const before = await readdir(cwd);
  const error: Error = await loadConfig({ cwd, ...options }).then(
    () => expect.fail('the configuration was accepted'),
    (thrown) => thrown,
  );
  expect(error.name).toBe('ConfigError');
  expect(await readdir(cwd)).toEqual(before);
  return error.message;
}

describe('finding the file', () => {
  it('uses the defaults if there is no file', async () => {
    const { config, file, stage } = await loadConfig({ cwd });
    expect({ file, stage, path: config.loginPath }).toEqual({
      file: undefined,
      stage: undefined,
      path: '/api/auth/login',
    });
  });

  it.each([
    ['spa-auth.config.json', '{"loginPath":"/a"}'],
    ['spa-auth.config.json', '\uFEFF{"loginPath":"/a"}'],
    ['spa-auth.config.js', 'export default { loginPath: "/a" };'],
    ['spa-auth.config.js', 'module.exports = { loginPath: "/a" };'],
    ['spa-auth.config.mjs', 'export default { loginPath: "/a" };'],
    ['spa-auth.config.cjs', 'module.exports = { loginPath: "/a" };'],
    ['spa-auth.config.mts', 'export default { loginPath: "/a" };'],
    ['spa-auth.config.ts', 'const path: string = "/a";\nexport default { loginPath: path };'],
  ])('reads %s and leaves no other file', async (name, text) => {
    await write(name, text);
    const { config, file } = await loadConfig({ cwd });
    expect(config.loginPath).toBe('/a');
    expect(file).toBe(join(cwd, name));
    expect(await readdir(cwd)).toEqual([name]);
  });

  it('follows the imports of a TypeScript configuration', async () => {
    await write('paths.ts', 'export const paths: string[] = ["/a"];');
    await write(
      'my.config.ts',
      'import { paths } from "./paths.js";\nexport default { publicPaths: paths };',
    );
    const { config } = await loadConfig({ cwd, file: 'my.config.ts' });
    expect(config.publicPaths).toEqual(['/a']);
    expect(await readdir(cwd)).toEqual(['my.config.ts', 'paths.ts']);
  });

  it('refuses to choose between several files', async () => {
    await write('spa-auth.config.json', '{}');
    await write('spa-auth.config.ts', 'export default {}');
    expect(await failure()).toBe(
      'spa-auth.config.json, spa-auth.config.ts: there are several configuration files; keep one, or choose one with --config',
    );
  });

  it('names a missing file and an unknown file extension', async () => {
    await write('a.yaml', 'loginPath: /a');
    expect(await failure({ file: 'b.json' })).toBe('b.json: cannot be read (ENOENT)');
    expect(await failure({ file: 'a.yaml' })).toBe(
      'a.yaml: unknown file extension ".yaml"; allowed: .json, .js, .ts',
    );
  });
});

describe('choosing the stage', () => {
  const staged =
    '{"loginPath":"/top","stages":{"dev":{"loginPath":"/dev"},"prd":{"loginPath":"/prd"}}}';

  it.each([
    [undefined, undefined, '/top'],
    [undefined, '', '/top'],
    [undefined, 'dev', '/dev'],
    ['prd', 'dev', '/prd'],
  ])('prefers the option %j to the environment %j', async (stage, environment, path) => {
    vi.stubEnv('POCKET_STAGE', environment);
    await write('spa-auth.config.json', staged);
    const loaded = await loadConfig({ cwd, ...(stage ? { stage } : {}) });
    expect(loaded.config.loginPath).toBe(path);
    expect(loaded.stage).toBe(stage ?? (environment || undefined));
  });

  it('ignores POCKET_STAGE if the configuration has no stages', async () => {
    vi.stubEnv('POCKET_STAGE', 'dev');
    await write('spa-auth.config.json', '{"stages":{}}');
    expect((await loadConfig({ cwd })).stage).toBeUndefined();
  });

  it('lists the stages if the chosen one does not exist', async () => {
    await write('spa-auth.config.json', staged);
    const message = 'spa-auth.config.json: stages: no stage "stg"; allowed: "dev", "prd"';
    expect(await failure({ stage: 'stg' })).toBe(message);
    vi.stubEnv('POCKET_STAGE', 'stg');
    expect(await failure()).toBe(message);
  });
});

describe('a file that cannot be used', () => {
  it('gives the file and the key path of every problem', async () => {
    await write('spa-auth.config.json', '{"loginPath":"x","stages":{"prd":{"publicPaths":[1]}}}');
    expect((await failure()).split('\n').map((line) => line.split(': found')[0])).toEqual([
      'spa-auth.config.json: loginPath',
      'spa-auth.config.json: stages.prd.publicPaths[0]',
    ]);
  });

  it.each([
    ['{\n  "secret": deadbeef\n}', ': not valid JSON'],
    ['{"secret": "deadbeef"', ': not valid JSON'],
    ['', ': not valid JSON: the text ends too early'],
    ['{\n  "secret": "deadbeef",\n}', ': not valid JSON at line 3, column 1'],
  ])('gives the position in invalid JSON and quotes nothing: case %#', async (text, expected) => {
    await write('spa-auth.config.json', text);
    const message = await failure();
    expect(message).toContain(`spa-auth.config.json${expected}`);
    expect(message).not.toContain('deadbeef');
  });

  it('gives the position where a script does not compile and quotes nothing', async () => {
    await write('spa-auth.config.ts', 'export default {\n  secret: "a" deadbeef,\n};');
    expect(await failure()).toBe('spa-auth.config.ts: does not compile at line 2, column 15');
  });

  // A message may quote a secret: JSON.parse quotes its input.
  it.each([
    ['throw new RangeError("deadbeef");', 'RangeError at line 1'],
    ['\n\n throw new RangeError("deadbeef");', 'RangeError at line 3, column 8'],
    ['const a = 1;\nexport default JSON.parse("deadbeef");', 'SyntaxError at line 2, column 21'],
    ['\nthrow Object.assign(new Error(), { name: "deadbeef" });', 'an error at line 2, column 21'],
    ['throw "deadbeef";', 'something that is not an Error'],
    ['import { a } from "./other";\nexport default a();', 'TypeError at line 2, column 16'],
    ['import { b } from "./other";\nexport default b();', 'URIError at line 2, column 16'],
  ])('says what a script throws and where, and quotes nothing: case %#', async (text, thrown) => {
    await write(
      'other.ts',
      'export const a = 1;\nexport const b = () => decodeURIComponent("%x");',
    );
    await write('spa-auth.config.ts', text);
    expect(await failure()).toBe(`spa-auth.config.ts: throws ${thrown}`);
  });

  it.each([
    [
      'module.exports = {};',
      'uses module.exports at line 1, but this file is an ES module; write: export default { … }',
    ],
    [
      '\n\nexports.loginPath = "/a";',
      'uses exports at line 3, column 1, but this file is an ES module; write: export default { … }',
    ],
    [
      'const { a } = require("left-out"); export default a;',
      'uses require at line 1; write: import … from "left-out", and export default { … }',
    ],
    [
      'import "left-out"; export default {};',
      'imports "left-out", which is not installed here; run: npm install --save-dev left-out',
    ],
    [
      'export default {};\nimport "./left-out.js";',
      'does not compile at line 2, column 8: there is no file "./left-out.js"',
    ],
  ])('says what to write instead: %s', async (text, expected) => {
    await write('package.json', '{"type":"module"}');
    await write('spa-auth.config.js', text);
    expect(await failure()).toBe(`spa-auth.config.js: ${expected}`);
  });

  it('asks for a default export if there is none', async () => {
    await write('spa-auth.config.js', 'export const config = {};');
    expect(await failure()).toMatch(/^spa-auth\.config\.js: no default export; write: /);
  });
});
