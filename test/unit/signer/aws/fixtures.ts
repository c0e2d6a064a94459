import { inspect } from 'node:util';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import type { KeyRing } from '../../../../signer/index.js';
import { checkToken, generateToken } from '../../../../signer/index.js';
import { startFakeSecretsManager } from '../../../fakes/secrets-manager.js';
import { tokenOf } from '../fixtures.js';

// On Node.js 20 the SDK warns once per process that it will drop support.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export const SECRET_ID = 'shop/dev';

/** Secrets by name; no two share a beginning. */
export const SECRETS = {
  old: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  current: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
  next: 'fd61a03af4f77d870fc21e05e7e80678095c92d808cfb3b5c279ee04c74aca13',
  spare: 'a4e624d686e03ed2767c0abd85c14426b0b1157d2ce81d27bb4fe4f6f01d688a',
  other: 'a140c0c1eda2def2b830363ba362aa4d7d255c262960544821f556e16661b6ff',
  last: 'ed0cb90bdfa4f93981a7d03cff99213a86aa96a6cbcf89ec5e8889871f088727',
};
type Name = keyof typeof SECRETS;
const NAMES = Object.keys(SECRETS) as Name[];

/** Which of the secrets signs, and which verify. */
export function secretsOf(ring: KeyRing): { signs: Name | undefined; verify: Name[] } {
  const token = generateToken('a', { secret: ring, now: 0, maxAge: 1 });
  return {
    signs: NAMES.find((name) => token === tokenOf('a', 1, SECRETS[name])),
    verify: NAMES.filter(
      (name) => checkToken(tokenOf('a', 1, SECRETS[name]), { secret: ring, now: 0 }).valid,
    ),
  };
}

/** A fake Secrets Manager for a test file, the SDK's client for it, and all warnings. */
export function useSecretsManager() {
  const context = {} as {
    server: Awaited<ReturnType<typeof startFakeSecretsManager>>;
    client: SecretsManager;
    warnings: { text: string; options: unknown }[];
  };

  beforeAll(async () => {
    context.server = await startFakeSecretsManager(SECRET_ID);
    context.client = clientFor(context.server.url);
  });
  afterAll(async () => {
    context.client.destroy();
    await context.server.close();
  });
  beforeEach(() => {
    context.server.answerWith();
    context.server.hold({});
    context.server.asked.length = 0;
    context.warnings = [];
    vi.spyOn(process, 'emitWarning').mockImplementation((text, options) => {
      context.warnings.push({ text: String(text), options });
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    expectNoSecret(context.warnings);
  });
  return context;
}

/** The SDK's client with one attempt instead of three. */
export function clientFor(endpoint: string): SecretsManager {
  return new SecretsManager({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'example', secretAccessKey: 'example' },
    maxAttempts: 1,
  });
}

/** The error that a call rejects with, after checking that it shows no secret. */
export async function rejectionOf(call: Promise<unknown>): Promise<Error & { code?: string }> {
  const error = await call.then(
    () => new Error('nothing was rejected'),
    (reason: Error) => reason,
  );
  expectNoSecret(error);
  return error;
}

/** Not even the first characters, which some errors quote. */
export function expectNoSecret(value: unknown): void {
  const shown = inspect(value, { showHidden: true, depth: Number.POSITIVE_INFINITY }).toLowerCase();
  for (const name of NAMES) {
    expect(shown.includes(SECRETS[name].slice(0, 8)), `${name} is shown`).toBe(false);
  }
}
