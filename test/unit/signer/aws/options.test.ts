import { describe, expect, it, vi } from 'vitest';
import { loadEnv, secretsManagerKeyRing } from '../../../../signer/aws.js';
import { thrownBy } from '../fixtures.js';
import { expectNoSecret, rejectionOf, SECRETS } from './fixtures.js';

const { current } = SECRETS;
const client = { getSecretValue: async () => ({ SecretString: current }) };
const fine = { secretId: 'shop', stage: 'dev', client };

describe.each<[string, object | undefined, typeof TypeError | typeof RangeError]>([
  ['no secretId', { secretId: undefined }, TypeError],
  ['a secretId that is no text', { secretId: 5 }, TypeError],
  ['a secretId that gives no text', { secretId: () => undefined }, TypeError],
  ['an empty secretId', { secretId: '' }, RangeError],
  ['a secretId with a space', { secretId: 'shop dev' }, RangeError],
  ['the secret in its place', { secretId: current }, RangeError],
  ['a ring in its place', { secretId: `${current},${SECRETS.old}` }, RangeError],
  ['a stage that is no text', { stage: 5 }, TypeError],
  ['a stage that is no name', { stage: `${current}/..` }, RangeError],
  ['a path that is text', { path: current }, TypeError],
  ['a path of numbers', { path: [5] }, TypeError],
  ['a client that is none', { client: { send: () => current } }, TypeError],
  ['null for a client', { client: null }, TypeError],
])('%s', (_, wrong, kind) => {
  it('is rejected with a code', async () => {
    const options = { ...fine, ...wrong } as never;
    for (const error of [
      thrownBy(() => secretsManagerKeyRing(options)),
      await rejectionOf(loadEnv(options)),
    ]) {
      expect(error).toBeInstanceOf(kind);
      expect(error.code).toBe(
        'stage' in wrong! && kind === RangeError ? 'ERR_SPA_AUTH_STAGE' : 'ERR_SPA_AUTH_OPTIONS',
      );
      expect(error.message).toMatch(/\. [A-Z]\w+/);
      expectNoSecret(error);
    }
  });
});

it.each([
  [{ key: 5 }, TypeError],
  [{ ttl: '300' }, TypeError],
  [{ ttl: -1 }, RangeError],
  [{ ttl: 0.5 }, RangeError],
  [{ ttl: Number.NaN }, RangeError],
  [{ ttl: Number.POSITIVE_INFINITY }, RangeError],
  [{ now: 5 }, TypeError],
])('secretsManagerKeyRing rejects %o', (wrong, kind) => {
  const error = thrownBy(() => secretsManagerKeyRing({ ...fine, ...wrong } as never));
  expect(error).toBeInstanceOf(kind);
  expect(error.code).toBe('ERR_SPA_AUTH_OPTIONS');
});

it.each([[{ keys: 'A' }], [{ keys: [5] }]])('loadEnv rejects %o', async (wrong) => {
  const error = await rejectionOf(loadEnv({ ...fine, ...wrong } as never));
  expect(error).toBeInstanceOf(TypeError);
  expect(error.code).toBe('ERR_SPA_AUTH_OPTIONS');
});

it.each([null, current])('rejects options that are not an object (%#)', async (no) => {
  expect(thrownBy(() => secretsManagerKeyRing(no as never)).code).toBe('ERR_SPA_AUTH_OPTIONS');
  expect((await rejectionOf(loadEnv(no as never))).code).toBe('ERR_SPA_AUTH_OPTIONS');
});

describe('a location that needs a stage', () => {
  it.each([{ secretId: 'shop/{stage}' }, { secretId: () => 'shop' }, { path: ['{stage}'] }])(
    'is rejected at once if no stage is set (%#)',
    (needy) => {
      vi.stubEnv('POCKET_STAGE', '');
      const options = { ...fine, stage: undefined, ...needy };
      const error = thrownBy(() => secretsManagerKeyRing(options));
      expect(error.code).toBe('ERR_SPA_AUTH_OPTIONS');
      expect(error.message).toContain('Set POCKET_STAGE');
      vi.stubEnv('POCKET_STAGE', 'dev');
      expect(() => secretsManagerKeyRing(options)).not.toThrow();
      vi.unstubAllEnvs();
    },
  );
});

it('never changes its options', async () => {
  const path = Object.freeze(['{stage}']);
  const keys = Object.freeze(['A']);
  const options = Object.freeze({
    ...fine,
    env: {},
    path,
    keys,
    client: Object.freeze({
      getSecretValue: async () => ({ SecretString: '{"dev":{"A":"1"}}' }),
    }),
  });
  expect(await loadEnv(options)).toEqual(['A']);
  expect(() => secretsManagerKeyRing(options)).not.toThrow();
});
