import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { fakeTerminal } from './terminal.js';

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

// The known answer of SPEC section 1.
const KNOWN =
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

function signed(message: string): string {
  const mac = createHmac('sha256', Buffer.from(SECRET, 'hex')).update(message).digest('hex');
  return `${message}:${mac}`;
}

describe('token issue', () => {
  it('signs for seven days', async () => {
    expect(await cli(['token', 'issue', 'alice'])).toEqual({
      status: 0,
      out: [signed('alice:1700604800')],
      err: [],
    });
  });

  it('takes a lifetime, and the user id from standard input', async () => {
    const { out } = await cli(['token', 'issue', '-', '--max-age', '60'], 'bob@example.com');
    expect(out).toEqual([signed('bob@example.com:1700000060')]);
  });

  it.each([
    ['a user id that cannot stand in a token', ['token', 'issue', 'a:b']],
    ['an expiry that cannot be', ['token', 'issue', 'a', '--max-age', '9007199254740991']],
    ['a lifetime that is no number', ['token', 'issue', 'a', '--max-age', '1h']],
  ])('refuses %s with exit 2', async (_, argv) => {
    const { status, out, err } = await cli(argv);
    expect({ status, out }).toEqual({ status: 2, out: [] });
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(/^pocket-spa-auth: \S/);
  });

  it('says how to make a secret where none is set', async () => {
    vi.stubEnv('SPA_TOKEN_SECRET', undefined);
    const { status, err } = await cli(['token', 'issue', 'alice']);
    expect(status).toBe(2);
    expect(err[0]).toContain('secret generate');
  });
});

describe('token check', () => {
  it('shows whose token it is and until when', async () => {
    expect(await cli(['token', 'check'], KNOWN)).toEqual({
      status: 0,
      out: ['valid    "vector-user" until 2286-11-20T17:46:39.000Z (9999999999)'],
      err: [],
    });
  });

  it('shows an expiry beyond the calendar as its number', async () => {
    const { out } = await cli(['token', 'check'], signed('a:9007199254740991'));
    expect(out).toEqual(['valid    "a" until 9007199254740991']);
  });

  it('escapes what could steer a terminal', async () => {
    const { status, out } = await cli(['token', 'check'], signed('a\u009b2J\u202e:9999999999'));
    expect(status).toBe(0);
    expect(out[0]).toContain('"a\\u009b2J\\u202e"');
  });

  it.each([
    ['malformed', ''],
    ['malformed', 'no token'],
    ['expired', signed('alice:1699999999')],
    ['bad_signature', `${KNOWN.slice(0, -1)}3`],
  ])('refuses with exit 6: %s', async (reason, token) => {
    expect(await cli(['token', 'check'], token)).toEqual({
      status: 6,
      out: [`refused  ${reason}`],
      err: [],
    });
  });

  it('does not say refused where the secret is unusable', async () => {
    vi.stubEnv('SPA_TOKEN_SECRET', 'abc');
    const { status, out, err } = await cli(['token', 'check'], KNOWN);
    expect({ status, out }).toEqual({ status: 2, out: [] });
    expect(err).toHaveLength(1);
  });
});

describe('secret generate', () => {
  it('prints 32 fresh bytes as lower-case hex', async () => {
    const first = await cli(['secret', 'generate']);
    const second = await cli(['secret', 'generate']);
    expect(first.status).toBe(0);
    expect(first.out[0]).toMatch(/^[\da-f]{64}$/);
    expect(second.out[0]).not.toBe(first.out[0]);
  });
});
