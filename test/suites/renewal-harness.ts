import { afterEach, expect, vi } from 'vitest';
import type { TokenGuardOptions } from '../../signer/adapters/guard.js';
import type { SpaTokenCookieOptions } from '../../signer/adapters/renewal-options.js';
import { SECRET } from '../unit/signer/fixtures.js';
import { type App, type Headers, type Running, sessionOf } from './renewal-app.js';
import { ask } from './renewal-client.js';

/**
 * Starts an application of an adapter for the tests of a suite, at the time `now`, and closes it
 * after each. No line of its log may have a secret.
 */
export function useRenewalApp(app: App, now: number) {
  const started: Running[] = [];
  const lines: string[] = [];
  const asked = vi.fn();
  let release = (): void => undefined;
  let ended = false;

  afterEach(async () => {
    release();
    asked.mockReset();
    ended = false;
    for (const running of started.splice(0)) {
      await running.close();
    }
    // A MAC and the secret are 64 hex digits each: neither may be logged.
    expect(lines.splice(0).join('\n')).not.toMatch(/[0-9a-f]{64}/);
  });

  async function start(
    options: Partial<SpaTokenCookieOptions<Headers>> = {},
    guard: TokenGuardOptions = {},
  ): Promise<string> {
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const running = await app.start({
      options: {
        secret: SECRET,
        now: () => now,
        getUserId(headers) {
          asked();
          return ended ? null : sessionOf(headers);
        },
        ...options,
      },
      guard: { secret: SECRET, now, ...guard },
      login: { secret: SECRET, now },
      held,
      endSession: () => {
        ended = true;
      },
      log: (line) => lines.push(line),
    });
    started.push(running);
    return running.url;
  }

  /** A complete response, for tests that delay nothing. */
  async function get(url: string, cookie: string, more: Record<string, string> = {}) {
    release();
    const answer = await ask(url, { headers: { cookie, ...more } });
    return Object.assign(answer, { text: await answer.body() });
  }

  return {
    /** Called for every question who the user is. */
    asked,
    get,
    /** Lets the application write what it holds back. */
    release: () => release(),
    start,
  };
}
