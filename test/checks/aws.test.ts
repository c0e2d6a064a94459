import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeAws, startFakeAws } from '../fakes/aws/index.js';
import { ROOT } from './run-program.js';

// These tests run the bundle as a separate process, with the real packages of the AWS SDK against a
// fake AWS on the loopback interface.
let fake: FakeAws;
let folder: string;

beforeAll(async () => {
  // Each call advances the fake's clock by seconds, so the commands do not have to wait for
  // propagation.
  const propagation = { store: 5, value: 5, testedValue: 5, publish: 5, distribution: 5 };
  fake = await startFakeAws({ callSeconds: 10, propagation });
  folder = await mkdtemp(join(tmpdir(), 'spa-auth-aws-'));
  const distribution = fake.cloudfront.addDistribution();
  await writeFile(
    join(folder, 'spa-auth.config.json'),
    JSON.stringify({ revocation: true, deploy: { distribution, secretKey: 'TOKEN' } }),
  );
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await fake.close();
});

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'an example, not a secret',
};

async function cli(argv: readonly string[], env: NodeJS.ProcessEnv = CREDENTIALS) {
  // The clocks of the fake AWS and of this machine differ by weeks.
  const clockFile = join(folder, 'clock');
  await writeFile(clockFile, `${fake.clock.now() - Math.floor(Date.now() / 1000)}`);
  const preloads = ['loopback.js', '../shifted-clock.js'].flatMap((file) => [
    '--import',
    new URL(`../fakes/aws/${file}`, import.meta.url).href,
  ]);
  const child = spawn(process.execPath, [...preloads, join(ROOT, 'dist/build/bin.js'), ...argv], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      AWS_ENDPOINT_URL: fake.url,
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      SPA_TOKEN_CLOCK: clockFile,
      ...env,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const [status] = await once(child, 'close');
  return { status, stdout, stderr };
}

describe('the commands that work on AWS, as processes', { timeout: 60_000 }, () => {
  it('deploy the function and its secret', async () => {
    const { status, stdout, stderr } = await cli(['deploy', '--json']);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ function: { live: true, utilization: 14 } });
    const secret = JSON.parse(fake.secrets.read('pocket-spa-auth')!).TOKEN;
    expect(fake.stores.entries('pocket-spa-auth')).toEqual({ token_secret: secret });
    expect(stdout + stderr).not.toContain(secret);
  });

  it('have nothing to do on a second deploy', async () => {
    const { status, stdout } = await cli(['deploy']);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: 'nothing to do  pocket-spa-auth is as configured\n',
    });
  });

  it('revoke a user', async () => {
    const { status, stdout } = await cli(['revoke', 'ada']);
    expect(status).toBe(0);
    expect(stdout).toContain('"ada"');
    expect(Object.keys(fake.stores.entries('pocket-spa-auth'))).toHaveLength(2);
  });

  it('find no errors with doctor', async () => {
    const { status, stdout } = await cli(['doctor', '--json']);
    const { findings } = JSON.parse(stdout) as { findings: { severity: string }[] };
    expect(status).toBe(0);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('introduce a new secret with rotate', async () => {
    const { status, stdout } = await cli(['rotate', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ phase: 'introduced', next: { step: 'promote' } });
    const { TOKEN } = JSON.parse(fake.secrets.read('pocket-spa-auth')!);
    expect(fake.stores.entries('pocket-spa-auth').token_secret).toBe(TOKEN);
    expect(TOKEN).toMatch(/^[\da-f]{64},[\da-f]{64}$/);
  });

  it('synthesize without AWS credentials', async () => {
    const { status, stdout } = await cli(['synth', '--format', 'cloudformation'], {});
    expect(status).toBe(0);
    expect(Object.keys(JSON.parse(stdout))).toContain('Resources');
  });

  it('exit with 5 without credentials, and say how to give them', async () => {
    const { status, stdout, stderr } = await cli(['status'], {});
    expect({ status, stdout }).toEqual({ status: 5, stdout: '' });
    expect(stderr).toContain('--profile');
  });

  it('exit with 5 if the profile does not exist', async () => {
    const { status, stderr } = await cli(['status', '--profile', 'nobody'], {});
    expect(status).toBe(5);
    expect(stderr).toMatch(/^pocket-spa-auth: /m);
  });

  it('destroy the function', async () => {
    const { status, stdout } = await cli(['destroy', '--yes', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).done).toContain('delete-function');
    expect(fake.cloudfront.functions.size).toBe(0);
  });
});
