import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runCli } from '../../build/cli.js';
import { compileEdge } from '../../build/compile/bundle.js';
import { vectorsGate } from '../../build/compile/gates/index.js';
import { DEFAULTS } from '../../build/config/defaults.js';
import { findNjs } from '../../build/runtime/find-njs.js';
import { vmEngine } from '../../build/runtime/sandbox.js';
import { type FakeTerminal, fakeTerminal } from '../unit/build/commands/fake-terminal.js';
import { describeEachEngine } from './each.js';
import { findInstalledNjs } from './installed.js';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-engines-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cwd, { recursive: true });
});

describeEachEngine((engine, version) => {
  beforeEach(() => void vi.stubEnv('POCKET_NJS', findInstalledNjs(version)));

  it('build --engine njs runs the vectors on njs too', async () => {
    const terminal = fakeTerminal({ cwd });
    expect(await runCli(['build', '--engine', 'njs', '--json'], terminal)).toBe(0);
    const { gates } = JSON.parse(terminal.lines.out.join()).report;
    expect(gates.slice(-2)).toEqual(['vectors', `vectors on njs ${version}`]);
  });

  it('preview --engine njs runs the function on njs', async () => {
    const terminal: FakeTerminal = fakeTerminal({
      cwd,
      env: { SPA_TOKEN_SECRET: '0123456789abcdef'.repeat(4) },
      interrupted: async () => {
        await expect.poll(() => terminal.lines.out.join()).toContain('http://');
        const url = /http:\/\/\S+/.exec(terminal.lines.out.join())![0];
        const response = await fetch(`${url}/a`);
        expect(response.status).toBe(401);
        expect(response.headers.get('x-spa-auth-reason')).toBe('missing');
      },
    });
    const argv = ['preview', '--engine', 'njs', '--root', '.', '--port', '0'];
    expect({ status: await runCli(argv, terminal), err: terminal.lines.err }).toEqual({
      status: 0,
      err: [],
    });
    expect(terminal.lines.out.join('\n')).toMatch(/^GET\s+\/a\s+401 .*missing/m);
  });

  it('the gate refuses a function that is wrong on this engine only', async () => {
    // An emoji has the length 2 in Node.js and 1 in njs.
    const emoji = '"\\ud83d\\ude00".length===2';
    const built = await compileEdge(DEFAULTS);
    const code = built.replace('"no-store"', `(${emoji}?"no-store":"no-cache")`);
    expect(code).not.toBe(built);
    const artifact = { code, config: DEFAULTS, ring: '' };
    await vectorsGate(vmEngine, 'vectors').check(artifact);
    await expect(vectorsGate(engine, 'on njs').check(artifact)).rejects.toThrow(
      /^gate on njs at viewer-request\.js: edge vector \d+ /,
    );
  });

  it('is used for runtime 1.0 only if it has byte strings', async () => {
    const found = findNjs({ runtime: 'cloudfront-js-1.0' });
    if (version === '0.7.9') {
      expect((await found).name).toBe('njs 0.7.9');
    } else {
      await expect(found).rejects.toThrow('has no String.bytesFrom');
    }
  });
});
