import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadEnv, secretsManagerKeyRing } from '../../../../signer/aws.js';
import { ROOT, runProgram } from '../../../checks/run-program.js';
import { expectNoSecret, SECRET_ID, SECRETS, secretsOf, useSecretsManager } from './fixtures.js';

const aws = useSecretsManager();
const { current } = SECRETS;

/** The environment that the SDK reads its configuration from. */
const sdkEnvironment = () => ({
  AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.server.url,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'example',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_MAX_ATTEMPTS: '1',
});

describe('without a client', () => {
  it('the SDK is used with its own configuration', async () => {
    for (const [name, value] of Object.entries(sdkEnvironment())) {
      vi.stubEnv(name, value);
    }
    aws.server.hold({ AWSCURRENT: current });
    expect(secretsOf(await secretsManagerKeyRing({ secretId: SECRET_ID }).get()).signs).toBe(
      'current',
    );
    const env = {};
    expect(await loadEnv({ secretId: SECRET_ID, stage: 'dev', env })).toEqual(['SPA_TOKEN_SECRET']);
  });

  it('the region of the SDK may be given', async () => {
    for (const [name, value] of Object.entries(sdkEnvironment())) {
      vi.stubEnv(name, value);
    }
    vi.stubEnv('AWS_REGION', '');
    let authorization: string | undefined;
    aws.server.answerWith((response) => {
      authorization = response.req.headers.authorization;
      response.destroy();
    });
    const keys = secretsManagerKeyRing({ secretId: SECRET_ID, region: 'ap-northeast-1' });
    await expect(keys.get()).rejects.toThrow('could not be read');
    expect(authorization).toMatch(/\/ap-northeast-1\/secretsmanager\//);
  });
});

describe('a program', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'spa-auth-aws-')));
    await build({
      entryPoints: [join(ROOT, 'signer/aws.ts')],
      outfile: join(folder, 'aws.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'warning',
    });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const program = (...lines: string[]) =>
    runProgram(
      process.execPath,
      [
        '--trace-warnings',
        '--input-type=module',
        '--eval',
        ["import { secretsManagerKeyRing } from './aws.mjs';", ...lines].join('\n'),
      ],
      { cwd: folder, env: { ...sdkEnvironment(), FORCE_COLOR: '0' } },
    );

  it('without the SDK gets an error that says how to install it', async () => {
    const { stdout, stderr } = await program(
      "const keys = secretsManagerKeyRing({ secretId: 'shop' });",
      'await keys.get().catch(({ code, message }) => console.log(code, message));',
    );
    expect(stderr).toBe('');
    expect(stdout).toBe(
      'ERR_SPA_AUTH_AWS_SDK The AWS SDK is not installed. Install it with: npm install @aws-sdk/client-secrets-manager\n',
    );
  });

  it('without the SDK may give a client', async () => {
    const { stdout, stderr } = await program(
      `const client = { getSecretValue: async () => ({ SecretString: '${current}' }) };`,
      "console.log(await secretsManagerKeyRing({ secretId: 'shop', client }).get());",
    );
    expect({ stdout, stderr }).toEqual({ stdout: 'KeyRing(1)\n', stderr: '' });
  });

  it('prints no secret in a warning, an object or an uncaught error', async () => {
    const { status, stdout, stderr } = await program(
      `const secret = '${current}';`,
      'let SecretString = secret;',
      'const getSecretValue = async () => {',
      '  if (SecretString === undefined) throw new SyntaxError(secret);',
      '  return { SecretString };',
      '};',
      'const client = { getSecretValue };',
      'let now = 0;',
      "const keys = secretsManagerKeyRing({ secretId: 'shop', client, now: () => now });",
      'for (const held of [secret, undefined, secret, secret + "x", secret, "{" + secret]) {',
      '  SecretString = held;',
      '  now += 300;',
      '  console.log(keys, await keys.get());',
      '}',
      // Warnings are written in a later turn.
      'await new Promise(setImmediate);',
      "await secretsManagerKeyRing({ secretId: 'shop', client }).get();",
    );
    expect(status).toBe(1);
    expect(stdout).toBe('{ get: [AsyncFunction (anonymous)] } KeyRing(1)\n'.repeat(6));
    expect(stderr.match(/\[SPA_AUTH_AWS_STALE\] SpaAuthWarning: The version /g)).toHaveLength(3);
    expect(stderr).toContain("code: 'ERR_SPA_AUTH_AWS_VALUE'");
    expectNoSecret({ stdout, stderr });
  });
});
