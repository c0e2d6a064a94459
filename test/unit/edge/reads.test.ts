import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { refusalReason } from '../../../build/compile/edge-vectors.js';
import { edgeSettings } from '../../../build/compile/settings.js';
import { resolveConfig } from '../../../build/config/resolve.js';
import { viewerRequest } from '../../fakes/event.js';
import { OTHER_SECRET, SECRET, tokenOf } from '../signer/fixtures.js';

// Reads of the store are the main cost of a request, and no vector can count them.
const store = vi.hoisted(() => ({
  entries: {} as Record<string, string>,
  reads: [] as string[],
}));

// The build replaces this constant; a module reads it when it is loaded.
vi.hoisted(() => Object.assign(globalThis, { BYTE_STRINGS: false }));

vi.mock('cloudfront', () => {
  const read = async (key: string, value: unknown) => {
    store.reads.push(key);
    return value;
  };
  const get = (key: string) => read(key, store.entries[key]);
  const exists = (key: string) => read(key, key in store.entries);
  return { default: { kvs: () => ({ get, exists }) } };
});

// A dynamic import: the types of the edge are for another runtime than Node.js.
const source = '../../../edge/kvs.js';

const { handler } = (await import(source)) as { handler(event: object): Promise<never> };

const NOW = 50;

// SHA-256 of the user ids, as `sha256sum` gives them.
const ALICE = 'revoked:2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90';

const BOB = 'revoked:81b637d8fcd2c6da6359e6963113a1170de795e4b725b84d1e0b4cfd9ec58ce9';

const old = tokenOf('alice', 100);

const fresh = tokenOf('alice', 200);

async function readsOf(tokens: string[], changes: object = {}, revocation = true) {
  Object.assign(globalThis, edgeSettings(resolveConfig({ revocation })));
  const values = tokens.map((value) => ({ value }));
  const cookies = { 'pocket-spa-token': { ...values[0]!, multiValue: values } };
  const output = await handler(viewerRequest({ cookies, ...changes }));
  return { reads: store.reads, reason: refusalReason(output) };
}

beforeEach(() => {
  vi.stubGlobal('cryptoModule', createRequire(import.meta.url)('node:crypto'));
  vi.spyOn(Date, 'now').mockReturnValue(NOW * 1000);
  store.entries = { token_secret: SECRET };
  store.reads = [];
});

describe('with revocation', () => {
  it.each<[what: string, tokens: string[], reads: string[]]>([
    ['a proven token', [old], ['token_secret', ALICE]],
    ['a forged token', [tokenOf('alice', 100, OTHER_SECRET)], ['token_secret']],
    ['an expired token', [tokenOf('alice', 49)], []],
    ['junk', ['junk'], []],
    ['two of one user, the first passes', [old, fresh], ['token_secret', ALICE]],
  ])('reads the store as needed for %s', async (_what, tokens, reads) => {
    expect((await readsOf(tokens)).reads).toEqual(reads);
  });

  it('reads an existing entry', async () => {
    store.entries[ALICE] = '99';
    expect(await readsOf([old])).toEqual({ reads: ['token_secret', ALICE, ALICE], reason: null });
  });

  it('looks up each user once, and nobody after the first accepted token', async () => {
    store.entries[ALICE] = '200';
    const tokens = [old, old, fresh, tokenOf('bob', 100)];
    const reads = ['token_secret', ALICE, ALICE, BOB];
    expect(await readsOf(tokens)).toEqual({ reads, reason: null });
  });

  it('reads at most nine times for four cookies', async () => {
    const users = ['a', 'b', 'c', 'd', 'e'];
    store.entries = new Proxy(store.entries, {
      has: () => true,
      get: (entries, key: string) => entries[key] ?? '100',
    });
    const { reads, reason } = await readsOf(users.map((user) => tokenOf(user, 100)));
    expect(reads).toHaveLength(9);
    expect(reason).toBe('revoked');
  });

  it("does not look up a user whom everybody's cut-off refuses", async () => {
    store.entries.token_secret = `${SECRET};100`;
    expect(await readsOf([old])).toEqual({ reads: ['token_secret'], reason: 'revoked' });
  });

  it.each([
    ['the login path', { uri: '/api/auth/login' }],
    [
      'a preflight',
      {
        method: 'OPTIONS',
        headers: {
          origin: { value: 'https://app.example' },
          'access-control-request-method': { value: 'PUT' },
        },
      },
    ],
  ])('reads nothing for %s', async (_what, changes) => {
    expect((await readsOf([old], changes)).reads).toEqual([]);
  });
});

it('reads only the secret without revocation', async () => {
  store.entries[ALICE] = '200';
  expect(await readsOf([old, fresh], {}, false)).toEqual({ reads: ['token_secret'], reason: null });
});
