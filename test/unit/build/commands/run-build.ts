import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { fakeTerminal } from './fake-terminal.js';

/** Stands for the compiler, which has its own tests. It returns a fixed result. */
export const buildEdgeFunction = vi.fn();

export const RESULT = {
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
    hookFiles: [],
  },
};

/** The folder of the command: an empty one for each test. */
export let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-build-'));
  buildEdgeFunction.mockReset().mockResolvedValue(RESULT);
});

afterEach(() => rm(cwd, { recursive: true }));

export async function cli(...argv: string[]) {
  return cliWith({}, ...argv);
}

export async function cliWith(env: Record<string, string>, ...argv: string[]) {
  const terminal = fakeTerminal({ cwd, env });
  const status = await runCli(['build', ...argv], terminal);
  return { status, out: terminal.lines.out.join('\n'), err: terminal.lines.err };
}
