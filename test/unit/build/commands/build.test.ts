import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { fakeTerminal } from './fake-terminal.js';

// The compiler has its own tests. Here it returns a fixed result.
const buildEdgeFunction = vi.hoisted(() => vi.fn());

vi.mock('../../../../build/compile/build.js', () => ({ buildEdgeFunction }));

const RESULT = {
  code: 'function handler(){}\n',
  manifest: { name: 'pocket-spa-auth', runtime: 'cloudfront-js-2.0', secret: 'kvs' },
  report: {
    bytes: 3210,
    limit: 10_240,
    features: [
      { name: 'core', bytes: 2100 },
      { name: 'loopGuard', bytes: 1110 },
    ],
    gates: ['syntax', 'size'],
    warnings: [] as string[],
    publicRoutes: ['/login', '/help/*'],
  },
};

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-build-'));
  buildEdgeFunction.mockReset().mockResolvedValue(RESULT);
});

afterEach(() => rm(cwd, { recursive: true }));

async function cli(...argv: string[]) {
  const terminal = fakeTerminal({ cwd });
  const status = await runCli(['build', ...argv], terminal);
  return { status, out: terminal.lines.out.join('\n'), err: terminal.lines.err };
}

describe('build', () => {
  it('writes the function and its manifest, and nothing else', async () => {
    expect(await cli()).toMatchObject({ status: 0, err: [] });
    const folder = join(cwd, 'dist/edge');
    expect((await readdir(folder)).sort()).toEqual(['manifest.json', 'viewer-request.js']);
    expect(await readFile(join(folder, 'viewer-request.js'), 'utf8')).toBe(RESULT.code);
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    expect(manifest).toEqual(RESULT.manifest);
  });

  it('reports the size and its limit, the size of each feature, and the gates', async () => {
    const { out } = await cli();
    expect(out.split('\n')).toEqual([
      'dist/edge/viewer-request.js  cloudfront-js-2.0, secret kvs',
      '',
      '3,210 of 10,240 bytes (31 %)',
      '  core       2,100',
      '  loopGuard  1,110',
      '',
      'the page of spaFallback is served without a token on: /login, /help/*',
      '',
      'passed  syntax, size',
    ]);
  });

  it('prints one JSON object, without the code', async () => {
    const { out } = await cli('--json', '--out', 'x');
    expect(JSON.parse(out)).toEqual({
      files: { code: join(cwd, 'x/viewer-request.js'), manifest: join(cwd, 'x/manifest.json') },
      manifest: RESULT.manifest,
      report: RESULT.report,
    });
  });

  it('passes the configuration and the stage to the compiler', async () => {
    await cli('--config', 'a.json', '--stage', 'prd');
    expect(buildEdgeFunction).toHaveBeenCalledWith({ config: 'a.json', stage: 'prd', cwd });
    await cli();
    expect(buildEdgeFunction).toHaveBeenLastCalledWith({ cwd });
  });

  it('passes a pocket.toml and the name of its table to the compiler', async () => {
    await cli('--pocket-toml', 'pocket.toml', '--name', 'web', '--stage', 'prd');
    expect(buildEdgeFunction).toHaveBeenCalledWith({
      pocketToml: { file: 'pocket.toml', name: 'web' },
      stage: 'prd',
      cwd,
    });
    await cli('--pocket-toml', 'pocket.toml');
    expect(buildEdgeFunction).toHaveBeenLastCalledWith({
      pocketToml: { file: 'pocket.toml' },
      cwd,
    });
  });

  it.each([
    [['--config', 'a', '--pocket-toml', 'b'], '--pocket-toml replaces --config; give only one'],
    [['--name', 'web'], '--name chooses a table of a pocket.toml; give --pocket-toml too'],
  ])('refuses the contradicting options %j', async (argv, message) => {
    const { status, err } = await cli(...argv);
    expect(status).toBe(2);
    expect(err).toHaveLength(1);
    expect(err[0]).toContain(message);
    expect(buildEdgeFunction).not.toHaveBeenCalled();
  });

  it('prints warnings on standard error', async () => {
    const report = { ...RESULT.report, warnings: ['9,000 bytes'] };
    buildEdgeFunction.mockResolvedValue({ ...RESULT, report });
    const { err, out } = await cli('--json');
    expect(err).toEqual(['pocket-spa-auth: warning: 9,000 bytes']);
    expect(JSON.parse(out).report).toEqual(report);
  });

  it.runIf(process.platform !== 'win32')(
    'lets only the owner read a function with an embedded secret',
    async () => {
      const mode = async () => (await stat(join(cwd, 'dist/edge/viewer-request.js'))).mode & 0o777;
      await cli();
      expect((await mode()) & 0o600).toBe(0o600);
      const manifest = { ...RESULT.manifest, secret: 'embedded' };
      buildEdgeFunction.mockResolvedValue({ ...RESULT, manifest });
      await cli();
      expect(await mode()).toBe(0o600);
    },
  );

  it('leaves the old file and no other file if it cannot write', async () => {
    await mkdir(join(cwd, 'dist/edge/viewer-request.js/x'), { recursive: true });
    const { status, err } = await cli();
    expect(status).toBe(2);
    expect(err).toHaveLength(1);
    expect(err[0]).toContain('viewer-request.js cannot be written');
    expect(await readdir(join(cwd, 'dist/edge'))).toEqual(['viewer-request.js']);
  });

  it('writes nothing if the build fails', async () => {
    buildEdgeFunction.mockRejectedValue(new Error('no'));
    await writeFile(join(cwd, 'x'), '');
    expect((await cli()).status).toBe(1);
    expect(await readdir(cwd)).toEqual(['x']);
  });
});
