import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ROOT } from './run-program.js';

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

// The known answer of SPEC section 1.
const KNOWN_TOKEN =
  'vector-user:9999999999:1d9ce3921b69e57a4562a294cfa678b3ff4938b49b0369d646185d9ef24567e2';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spa-auth-process-'));
  await mkdir(join(folder, 'site'));
  await writeFile(join(folder, 'site/index.html'), '<!doctype html><title>x</title>');
});

afterAll(() => rm(folder, { recursive: true }));

function start(...argv: string[]) {
  return startWith({}, ...argv);
}

function startWith(variables: NodeJS.ProcessEnv, ...argv: string[]) {
  const env = { ...process.env, SPA_TOKEN_SECRET: SECRET, POCKET_STAGE: '', ...variables };
  return spawn(process.execPath, [join(ROOT, 'dist/build/bin.js'), ...argv], { cwd: folder, env });
}

/** Runs a command with this text on its standard input. */
async function runWithInput(input: string, ...argv: string[]) {
  const child = start(...argv);
  let stdout = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stdin.end(input);
  const [status] = await once(child, 'close');
  return { status, stdout };
}

/** Waits for the first URL in the output. */
async function readUrl(output: Readable): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url) {
      return url;
    }
  }
  throw new Error('no URL was printed');
}

describe('the command as a process', () => {
  it.each([
    ['without a line end', KNOWN_TOKEN],
    ['with a line end', `${KNOWN_TOKEN}\n`],
    ['with a Windows line end and another line', `${KNOWN_TOKEN}\r\nmore\n`],
  ])('reads a token from standard input, %s', async (_, input) => {
    expect(await runWithInput(input, 'token', 'check')).toEqual({
      status: 0,
      stdout: 'valid    "vector-user" until 2286-11-20T17:46:39.000Z (9999999999)\n',
    });
  });

  it('refuses an empty standard input', async () => {
    expect(await runWithInput('', 'token', 'check')).toEqual({
      status: 6,
      stdout: 'refused  malformed\n',
    });
  });

  it('ends if nginx does not start', async () => {
    // It ends at once, whatever it is told.
    const child = startWith(
      { POCKET_NGINX: '/bin/true' },
      'preview',
      '--engine',
      'nginx',
      '--root',
      'site',
    );
    const stderr = text(child.stderr);
    expect(await once(child, 'close')).toEqual([2, null]);
    expect(await stderr).toBe('pocket-spa-auth: nginx did not start: it ended at once\n');
  });

  it('issues a token that it accepts', async () => {
    const { stdout } = await runWithInput('bob@example.com\n', 'token', 'issue', '-');
    expect((await runWithInput(stdout, 'token', 'check')).stdout).toContain('"bob@example.com"');
  });

  it('prints no notice of the AWS SDK about an old Node.js, and no stack', async () => {
    // The SDK reads the version here. No server listens on the port of discarded text.
    const old = "Object.defineProperty(process, 'version', { value: 'v20.19.0' })";
    vi.stubEnv('NODE_OPTIONS', `--import=data:text/javascript,${encodeURIComponent(old)}`);
    vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', '');
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://localhost:9');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'an example, not a secret');
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    onTestFinished(() => void vi.unstubAllEnvs());
    const child = start('status');
    const [lines, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect(status).toBe(1);
    expect(lines.trim().split('\n')).toEqual([
      'read the state of pocket-spa-auth',
      expect.stringMatching(/^pocket-spa-auth: CloudFront DescribeFunction: ECONNREFUSED: .*:9/),
      expect.stringMatching(/^pocket-spa-auth: nothing answers there: /),
    ]);
  });

  it('writes no colors if standard output is not a terminal', async () => {
    const { status, stdout } = await runWithInput('', 'build', '--out', 'out');
    expect(status).toBe(0);
    expect(stdout).not.toContain('\u001b');
    expect((await readdir(join(folder, 'out'))).sort()).toEqual([
      'manifest.json',
      'viewer-request.js',
    ]);
  });

  it.each([
    ['20.18.3', 2],
    ['20.19.0', 0],
    ['21.7.3', 2],
    ['22.11.0', 2],
    ['22.12.0', 0],
    ['101.0.0', 0],
  ])('on Node.js %s exits with %i', async (version, status) => {
    const change = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;
    vi.stubEnv('NODE_OPTIONS', `--import=data:text/javascript,${encodeURIComponent(change)}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect((await runWithInput('', '--version')).status).toBe(status);
  });

  it('does not fail if the reader of its output closes the pipe', async () => {
    const child = start('--help');
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    const [status] = await once(child, 'close');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'ends a preview with exit status 0 on %s',
    async (signal) => {
      const child = start('preview', '--port', '0', '--root', 'site');
      try {
        const url = await readUrl(child.stdout);
        expect((await fetch(url)).status).toBe(401);
        child.kill(signal);
        expect(await once(child, 'close')).toEqual([0, null]);
      } finally {
        child.kill('SIGKILL');
      }
    },
  );
});
