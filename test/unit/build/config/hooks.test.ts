import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildEdgeFunction } from '../../../../build/compile/build.js';
import { loadConfig } from '../../../../build/config/load.js';
import { resolveConfig } from '../../../../build/config/resolve.js';

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-hook-paths-'));
  await mkdir(join(cwd, 'app/edge.ts'), { recursive: true });
  await writeFile(join(cwd, 'app/after.mjs'), 'export default () => undefined;\n');
  const config = { after: 'after.mjs', stages: { dev: {}, prd: { after: false } } };
  await writeFile(join(cwd, 'app/spa-auth.config.json'), JSON.stringify(config));
});

afterAll(() => rm(cwd, { recursive: true }));

describe('the path of a hook', () => {
  it('is relative to the configuration file, and a stage may leave the hook out', async () => {
    const load = (stage: string) => loadConfig({ cwd, file: 'app/spa-auth.config.json', stage });
    expect((await load('dev')).config).toMatchObject({
      before: false,
      after: join(cwd, 'app/after.mjs'),
    });
    expect((await load('prd')).config.after).toBe(false);
  });

  it.each([
    ['missing.ts', 'found "missing.ts": there is no such file'],
    ['edge.ts', 'found "edge.ts": there is no such file'],
  ])('has to name a file: %s', async (after, text) => {
    const built = buildEdgeFunction({ config: { after }, cwd: join(cwd, 'app') });
    await expect(built).rejects.toThrow(`configuration: after: ${text}`);
  });

  it.each(['hook', '.ts', 'hook.tsx', 'hook.cjs', 'a\n.ts', '', true, ['a.ts']])(
    'is refused: %j',
    (before) => {
      expect(() => resolveConfig({ before })).toThrow(/^configuration: before: found .*allowed:/);
    },
  );

  it('is no part of the hash of the configuration, only the name of the file', async () => {
    const config = { after: 'after.mjs', secret: 'embedded' } as const;
    const secret = '0123456789abcdef'.repeat(4);
    const here = await buildEdgeFunction({ config, secret, cwd: join(cwd, 'app') });
    await mkdir(join(cwd, 'other'));
    await writeFile(join(cwd, 'other/after.mjs'), 'export default () => undefined;\n');
    const there = await buildEdgeFunction({ config, secret, cwd: join(cwd, 'other') });
    expect(there.manifest).toEqual(here.manifest);
    expect(here.manifest.features).toContain('after');
  });
});
