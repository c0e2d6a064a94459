import { describe, expect, it, vi } from 'vitest';
import type { SpaDecision } from '../../signer/adapters/decision.js';
import { tokenOf } from '../unit/signer/fixtures.js';
import type { App } from './renewal-app.js';
import { ask } from './renewal-client.js';
import { useRenewalApp } from './renewal-harness.js';

const NOW = 1_700_000_000;

const GOOD = tokenOf('alice', NOW + 60);
const EXPIRED = tokenOf('alice', NOW - 1);
const FORGED = `alice:9999999999:${'0'.repeat(64)}`;

const cookies = (user: string | null, token?: string) =>
  [user && `session=${user}`, token && `pocket-spa-token=${token}`].filter(Boolean).join('; ');

/** What the owner's hook is told, by every adapter on its real framework. */
export function decisionSuite(app: App, adapter: string): void {
  const { get, start } = useRenewalApp(app, NOW);

  /** Asks for a page and gives the arguments of each call of the hook. */
  async function middlewareDecides(cookie: string, options: object = {}) {
    const onDecision = vi.fn<(decision: SpaDecision) => void>();
    const url = await start({ onDecision, ...options });
    expect((await get(`${url}/page`, cookie)).text).toBe('page');
    return onDecision.mock.calls;
  }

  async function guardDecides(token: string | undefined, options: object = {}) {
    const onDecision = vi.fn<(decision: SpaDecision) => void>();
    const url = await start({ enabled: false }, { onDecision, ...options });
    await get(`${url}/me`, cookies('bob', token));
    return onDecision.mock.calls;
  }

  describe(`${app.name}: onDecision of the middleware`, () => {
    const cutOff = { cutOff: () => NOW + 60 };

    it.each<[string, string | undefined, string, object?]>([
      ['issued', 'missing', cookies('alice')],
      ['issued', 'malformed', cookies('alice', 'nonsense')],
      ['issued', 'expired', cookies('alice', EXPIRED)],
      ['issued', 'bad_signature', cookies('alice', FORGED)],
      ['issued', 'revoked', cookies('alice', GOOD), cutOff],
      ['renewed', undefined, cookies('alice', GOOD), { renewBefore: 61 }],
      ['renewed', undefined, cookies('bob', GOOD)],
      ['kept', undefined, cookies('alice', GOOD)],
      ['cleared', undefined, cookies(null, GOOD)],
      ['cleared', 'expired', cookies(null, EXPIRED)],
      ['cleared', 'revoked', cookies(null, GOOD), cutOff],
      ['skipped', 'missing', ''],
      ['skipped', undefined, cookies('alice'), { shouldIssue: () => false }],
    ])('is told once: %s, %s', async (outcome, reason, cookie, options) => {
      expect(await middlewareDecides(cookie, options)).toEqual([[{ outcome, reason, adapter }]]);
    });

    it('is told that there is no secret', async () => {
      vi.stubEnv('SPA_TOKEN_SECRET', undefined);
      const calls = await middlewareDecides(cookies('alice'), { secret: undefined });
      vi.unstubAllEnvs();
      expect(calls).toEqual([[{ outcome: 'skipped', reason: 'not_configured', adapter }]]);
    });

    it('is told nothing of a request that ends in an error, or that is an upgrade', async () => {
      const onDecision = vi.fn();
      const down = () => Promise.reject(new Error('the session store is down'));
      const url = await start({ onDecision, getUserId: down });
      expect((await get(`${url}/page`, cookies('alice', GOOD))).status).toBe(500);
      const upgrade = { connection: 'upgrade', upgrade: 'websocket' };
      await get(`${await start({ onDecision })}/page`, cookies('alice'), upgrade);
      expect(onDecision).not.toHaveBeenCalled();
    });

    it.each<[string | undefined, string]>([
      ['alice', cookies('alice')],
      ['alice', cookies('alice', GOOD)],
      ['alice', cookies(null, GOOD)],
      // Whom only an unverified token names.
      [undefined, cookies(null, EXPIRED)],
      [undefined, cookies(null, FORGED)],
    ])('names the user %s if it is asked to', async (userId, cookie) => {
      const [call] = await middlewareDecides(cookie, { reportUserId: true });
      expect(call![0].userId).toBe(userId);
    });
  });

  describe(`${app.name}: onDecision of the guard`, () => {
    it.each<[string, string | undefined, string | undefined, object?]>([
      ['admitted', undefined, GOOD],
      ['refused', 'missing', undefined],
      ['refused', 'malformed', 'nonsense'],
      ['refused', 'expired', EXPIRED],
      ['refused', 'bad_signature', FORGED],
      ['refused', 'revoked', GOOD, { cutOff: () => NOW + 60 }],
    ])('is told once: %s, %s', async (outcome, reason, token, options) => {
      expect(await guardDecides(token, options)).toEqual([[{ outcome, reason, adapter }]]);
    });

    it('names the user of a verified token if it is asked to', async () => {
      const named = { reportUserId: true };
      expect((await guardDecides(GOOD, named))[0]![0].userId).toBe('alice');
      expect((await guardDecides(FORGED, named))[0]![0].userId).toBeUndefined();
    });
  });

  describe(`${app.name}: an onDecision that`, () => {
    it.each<[string, () => unknown]>([
      [
        'throws',
        () => {
          throw new Error('no metrics today');
        },
      ],
      ['rejects', () => Promise.reject(new Error('no metrics today'))],
      ['never ends', () => new Promise(() => undefined)],
    ])('%s changes no answer', async (_name, onDecision) => {
      // vitest fails a run with an unhandled rejection.
      const url = await start({ onDecision }, { onDecision });
      const page = await get(`${url}/page`, cookies('alice'));
      expect([page.status, page.text, page.cookies.length]).toEqual([200, 'page', 1]);
      const refused = await ask(`${url}/me`, { headers: { cookie: cookies(null, FORGED) } });
      expect(refused.status).toBe(401);
      const admitted = await get(`${url}/me`, cookies('alice', GOOD));
      expect(JSON.parse(admitted.text)).toEqual({ userId: 'alice', expiry: NOW + 60 });
    });
  });
}
