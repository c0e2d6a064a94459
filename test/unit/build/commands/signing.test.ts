import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { fakeTerminal } from './fake-terminal.js';

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

// The known answer of SPEC section 1.
const KNOWN_TOKEN =
  'vector-user:9999999999:1d9ce3921b69e57a4562a294cfa678b3ff4938b49b0369d646185d9ef24567e2';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000, toFake: ['Date'] });
  vi.stubEnv('SPA_TOKEN_SECRET', SECRET);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

async function cli(argv: string[], input = '') {
  const terminal = fakeTerminal({ input });
  const status = await runCli(argv, terminal);
  return { status, out: terminal.lines.out, err: terminal.lines.err };
}

function sign(message: string): string {
  const mac = createHmac('sha256', Buffer.from(SECRET, 'hex')).update(message).digest('hex');
  return `${message}:${mac}`;
}

describe('token issue', () => {
  it('issues a token for seven days by default', async () => {
    expect(await cli(['token', 'issue', 'alice'])).toEqual({
      status: 0,
      out: [sign('alice:1700604800')],
      err: [],
    });
  });

  it('accepts a lifetime, and reads the user id from standard input', async () => {
    const { out } = await cli(['token', 'issue', '-', '--max-age', '60'], 'bob@example.com');
    expect(out).toEqual([sign('bob@example.com:1700000060')]);
  });

  it.each([
    ['a user id with ":"', ['token', 'issue', 'a:b']],
    [
      'a lifetime whose expiry is too large',
      ['token', 'issue', 'a', '--max-age', '9007199254740991'],
    ],
    ['a lifetime that is not a number', ['token', 'issue', 'a', '--max-age', '1h']],
  ])('refuses %s, and exits with 2', async (_, argv) => {
    const { status, out, err } = await cli(argv);
    expect({ status, out }).toEqual({ status: 2, out: [] });
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(/^pocket-spa-auth: \S/);
  });

  it('says how to make a secret if none is set', async () => {
    vi.stubEnv('SPA_TOKEN_SECRET', undefined);
    const { status, err } = await cli(['token', 'issue', 'alice']);
    expect(status).toBe(2);
    expect(err[0]).toContain('secret generate');
  });
});

describe('token check', () => {
  it('prints the user id and the expiry', async () => {
    expect(await cli(['token', 'check'], KNOWN_TOKEN)).toEqual({
      status: 0,
      out: ['valid    "vector-user" until 2286-11-20T17:46:39.000Z (9999999999)'],
      err: [],
    });
  });

  it('prints an expiry beyond the calendar as a number', async () => {
    const { out } = await cli(['token', 'check'], sign('a:9007199254740991'));
    expect(out).toEqual(['valid    "a" until 9007199254740991']);
  });

  it('escapes characters that could control a terminal', async () => {
    const { status, out } = await cli(['token', 'check'], sign('a\u009b2J\u202e:9999999999'));
    expect(status).toBe(0);
    expect(out[0]).toContain('"a\\u009b2J\\u202e"');
  });

  it.each([
    ['malformed', ''],
    ['malformed', 'no token'],
    ['expired', sign('alice:1699999999')],
    ['bad_signature', `${KNOWN_TOKEN.slice(0, -1)}3`],
  ])('exits with 6 and prints the reason %s', async (reason, token) => {
    expect(await cli(['token', 'check'], token)).toEqual({
      status: 6,
      out: [`refused  ${reason}`],
      err: [],
    });
  });

  it('exits with 2 instead of 6 if the secret is unusable', async () => {
    vi.stubEnv('SPA_TOKEN_SECRET', 'abc');
    const { status, out, err } = await cli(['token', 'check'], KNOWN_TOKEN);
    expect({ status, out }).toEqual({ status: 2, out: [] });
    expect(err).toHaveLength(1);
  });
});

describe('secret generate', () => {
  it('prints 32 random bytes as lower-case hex', async () => {
    const first = await cli(['secret', 'generate']);
    const second = await cli(['secret', 'generate']);
    expect(first.status).toBe(0);
    expect(first.out[0]).toMatch(/^[\da-f]{64}$/);
    expect(second.out[0]).not.toBe(first.out[0]);
  });
});
