import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateToken, readTokenCookie } from '../../../signer/index.js';
import { TOOLS } from '../tools/tools.js';
import { type H3App, startH3 } from './apps.js';

const SECRET = '0123456789abcdef'.repeat(4);
const NOW = 1_800_000_000;
const options = { secret: SECRET, now: NOW };
const token = (userId: string, now = NOW) =>
  `pocket-spa-token=${generateToken(userId, { secret: SECRET, now, maxAge: 60 })}`;

describe.runIf(TOOLS.h3).each(['h3-1', 'h3-2'])('%s without Nuxt', (name) => {
  let app: H3App;

  beforeAll(async () => {
    app = await startH3(name, options);
  });
  afterAll(() => app.close());

  /** The names of the cookies that an answer sets, and the user whom its token belongs to. */
  function read({ headers }: Response) {
    const cookies = headers.getSetCookie().map((text) => text.split(';')[0]!);
    const result = readTokenCookie(cookies, options);
    return {
      names: cookies.map((cookie) => cookie.split('=')[0]).sort(),
      user: result.valid ? result.userId : result.reason,
    };
  }

  const ask = (path: string, cookie: string) => app.ask(path, { headers: { cookie } });

  it('keeps the cookie of a login beside those before and after it', async () => {
    const answer = await app.ask('/login', { method: 'POST' });
    expect([answer.status, await answer.text()]).toEqual([200, 'in']);
    expect(read(answer)).toEqual({
      names: ['pocket-spa-token', 'session', 'theme'],
      user: 'ada',
    });
  });

  it('gives a route the user of a token, and refuses others', async () => {
    expect(await (await ask('/me', token('ada'))).json()).toMatchObject({ userId: 'ada' });
    const cookies = ['', token('ada', NOW - 61), `${token('ada').slice(0, -1)}x`];
    const answers = await Promise.all(cookies.map((cookie) => ask('/me', cookie)));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  it('renews the token while the session lasts, and takes it back afterwards', async () => {
    expect(read(await ask('/page', 'session=ada'))).toMatchObject({ user: 'ada' });
    const expired = `session=ada; ${token('ada', NOW - 61)}`;
    expect(read(await ask('/page', expired))).toMatchObject({ user: 'ada' });
    expect(read(await ask('/page', `session=ada; ${token('ada')}`)).names).toEqual([]);
    const ended = await ask('/page', token('ada'));
    expect(ended.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^pocket-spa-token=; Max-Age=0/),
    ]);
  });
});
