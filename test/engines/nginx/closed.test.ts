import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../build/config/resolve.js';
import { describeEachNginx } from './each.js';
import { COOKIE, HOST, openGate, SECRET } from './site.js';
import { send } from './wire.js';

describeEachNginx((nginx) => {
  describe('what a failure does', () => {
    it.each([
      ['a module that throws', { edit: (conf: string) => conf, throws: true }],
      ['an unusable secret', { secret: 'zz'.repeat(32) }],
      ['an empty secret', { secret: '' }],
      ['a short secret', { secret: '5e' }],
    ])(
      'stays closed with %s',
      async (_, { throws, secret = SECRET }: { throws?: boolean; secret?: string }) => {
        const broken = await openGate(nginx, {
          config: resolveConfig({}),
          secret,
          ...(throws && {
            edit: (conf: string) =>
              conf.replace(
                'js_set $spa_auth spa_auth.verdict',
                'js_set $spa_auth spa_auth.missing',
              ),
          }),
        });
        const text = `GET /secret.txt HTTP/1.1\r\nHost: ${HOST}\r\nCookie: ${COOKIE}\r\n\r\n`;
        const answer = await send(broken.port, text);
        expect(answer.status).toBe(503);
        expect(answer.headers).toContainEqual(['x-spa-auth-reason', 'not_configured']);
        await broken.close();
      },
    );
  });
});
