import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { synth } from '../../../../build/commands/synth.js';
import { fakeTerminal } from '../commands/fake-terminal.js';

// The compiler has its own tests. Here it returns a fixed result.
const buildEdgeFunction = vi.hoisted(() => vi.fn());

vi.mock('../../../../build/compile/build.js', () => ({ buildEdgeFunction }));

const RESULT = {
  code: 'function handler(){}\n',
  manifest: { name: 'shop-dev', version: '1.2.3', runtime: 'cloudfront-js-2.0', secret: 'kvs' },
  report: { bytes: 21, limit: 10_240, features: [], gates: ['size'], warnings: ['a warning'] },
};

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-synth-'));
  vi.stubEnv('POCKET_STAGE', undefined);
  buildEdgeFunction.mockReset().mockResolvedValue(RESULT);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cwd, { recursive: true });
});

async function run(options: object) {
  const terminal = fakeTerminal({ cwd });
  const status = await synth.run({ engine: 'vm', ...options }, terminal, '');
  const { out, err } = terminal.lines;
  return { status, out: out.join('\n'), err };
}

const FILL = 'npx pocket-spa-auth deploy --secret-only';

describe('synth', () => {
  it('prints one text, and the command that fills the store on standard error', async () => {
    const { status, out, err } = await run({ format: 'cloudformation' });
    expect(status).toBeUndefined();
    expect(JSON.parse(out).Resources.SpaAuthFunction.Properties.FunctionCode).toBe(RESULT.code);
    expect(err).toEqual([
      'pocket-spa-auth: warning: a warning',
      `pocket-spa-auth: the new store will be empty; fill it with: ${FILL}`,
    ]);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('writes the files of a folder', async () => {
    const { out } = await run({ format: 'terraform', out: 'infra/auth' });
    expect(out.split('\n')).toEqual(['infra/auth/main.tf', 'infra/auth/viewer-request.js']);
    expect((await readdir(join(cwd, 'infra/auth'))).sort()).toEqual([
      'main.tf',
      'viewer-request.js',
    ]);
    const code = await readFile(join(cwd, 'infra/auth/viewer-request.js'), 'utf8');
    expect(code).toBe(RESULT.code);
  });

  it.each(['file', 'file/infra', 'file/auth.tf'])(
    'checks before the compilation that it can write: %s',
    async (out) => {
      await writeFile(join(cwd, 'file'), '');
      await expect(run({ format: 'terraform', out })).rejects.toThrow(/output folder .*\/file/);
      expect(buildEdgeFunction).not.toHaveBeenCalled();
    },
  );

  it('writes a single file if the path has an extension', async () => {
    const { out } = await run({ format: 'terraform', out: 'auth.tf' });
    expect(out).toBe('auth.tf');
    expect(await readdir(cwd)).toEqual(['auth.tf']);
    expect(await readFile(join(cwd, 'auth.tf'), 'utf8')).not.toContain('file(');
  });

  it('prints one JSON object', async () => {
    const printed = await run({ format: 'cdk-snippet', json: true });
    expect(JSON.parse(printed.out)).toEqual({
      format: 'cdk-snippet',
      files: [{ text: expect.stringContaining('spaAuth') }],
      fill: FILL,
      manifest: RESULT.manifest,
      report: RESULT.report,
    });
    const written = await run({ format: 'cdk-snippet', json: true, out: 'lib' });
    expect(JSON.parse(written.out).files).toEqual([{ path: join(cwd, 'lib/spa-auth.ts') }]);
  });

  it('passes its options to the build and to the command that fills the store', async () => {
    await writeFile(join(cwd, 'my config.json'), '{"stages":{"dev":{}}}');
    await writeFile(join(cwd, 'a.json'), '{"stages":{"dev":{}}}');
    vi.stubEnv('POCKET_STAGE', 'dev');
    const { err } = await run({ format: 'terraform', config: 'a.json' });
    expect(buildEdgeFunction).toHaveBeenCalledWith({ config: 'a.json', cwd });
    expect(err.at(-1)).toContain(`${FILL} --config a.json --stage dev`);
    const odd = await run({ format: 'terraform', config: 'my config.json', engine: 'njs' });
    expect(odd.err.at(-1)).toContain(`${FILL} --config <config> --stage dev`);
    expect(buildEdgeFunction).toHaveBeenLastCalledWith({
      config: 'my config.json',
      engine: 'njs',
      cwd,
    });
  });

  it('refuses to write a secret into a template', async () => {
    await writeFile(join(cwd, 'spa-auth.config.json'), '{"secret":"embedded"}');
    await expect(run({ format: 'terraform', out: 'x' })).rejects.toMatchObject({
      exitCode: 2,
      message: 'secret: "embedded" would write the secret into the template; allowed: secret "kvs"',
    });
    expect(buildEdgeFunction).not.toHaveBeenCalled();
  });

  it('writes nothing if the build fails', async () => {
    buildEdgeFunction.mockRejectedValue(new Error('no'));
    await expect(run({ format: 'terraform', out: 'x' })).rejects.toThrow('no');
    expect(await readdir(cwd)).toEqual([]);
  });

  it('refuses a missing or unknown format', async () => {
    const allowed = 'allowed: cloudformation, terraform, cdk-snippet';
    await expect(run({})).rejects.toThrow(`--format: found nothing; ${allowed}`);
    const { parse } = synth.options!.find(({ flags }) => flags.startsWith('--format'))!;
    expect(() => parse!('pulumi')).toThrow(`--format: found "pulumi"; ${allowed}`);
    expect(parse!('terraform')).toBe('terraform');
  });
});
