import type { IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as requestTls } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificate } from '../../../build/preview/certificate.js';
import { findFreePort } from '../../interop/sites/nginx.js';
import { describeEachNginx } from './each.js';
import type { Gate } from './gate.js';
import { ask, COOKIE, HOST, openGate, site } from './site.js';

describeEachNginx((nginx) => {
  describe('over TLS', () => {
    let secure: Gate;
    beforeAll(async () => {
      const { cert, key } = createCertificate(Math.floor(Date.now() / 1000));
      secure = await openGate(nginx, {
        isTls: true,
        files: { 'spa-auth/cert.pem': cert, 'spa-auth/key.pem': key },
      });
    });
    afterAll(() => secure.close());

    it('serves a user, with HSTS, and says so to the backend', async () => {
      const headers = { host: HOST, cookie: COOKIE };
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        requestTls(
          {
            port: secure.port,
            host: '127.0.0.1',
            path: '/api/x',
            headers,
            rejectUnauthorized: false,
          },
          resolve,
        )
          .on('error', reject)
          .end();
      });
      answer.resume();
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
      expect(site.received.at(-1)!.headers['x-forwarded-proto']).toBe('https');
    });

    it('sends those who come without TLS to the same target with it', async () => {
      const { cert, key } = createCertificate(Math.floor(Date.now() / 1000));
      const securePort = await findFreePort();
      const usual = await openGate(nginx, {
        listen: undefined,
        files: { 'spa-auth/cert.pem': cert, 'spa-auth/key.pem': key },
        // Only root may listen on ports 80 and 443.
        edit: (conf, port) =>
          conf
            .replace('listen 80;', `listen 127.0.0.1:${port};`)
            .replace('listen 443 ', `listen 127.0.0.1:${securePort} `)
            .replaceAll(/^ *listen \[::\].*$/gm, ''),
      });
      const answer = await ask(usual, '/a%20b?q=%2F');
      expect(answer.status).toBe(308);
      expect(answer.headers).toContainEqual(['location', `https://${HOST}/a%20b?q=%2F`]);
      await usual.close();
    });

    it('decides over HTTP/2 too, where a cookie comes in parts', async () => {
      const session = connectHttp2(`https://127.0.0.1:${secure.port}`, {
        rejectUnauthorized: false,
      });
      const get = (path: string, cookie: string[], authority = HOST) =>
        new Promise<number>((resolve, reject) => {
          const stream = session.request({ ':path': path, ':authority': authority, cookie });
          stream
            .on('response', (headers) => resolve(headers[':status'] as number))
            .on('error', reject);
          stream.resume();
        });
      expect(await get('/secret.txt', ['a=b', COOKIE, 'c=d'])).toBe(200);
      expect(await get('/secret.txt', ['a=b'])).toBe(302);
      expect(await get('/public/../secret.txt', [])).toBe(302);
      expect(await get('/secret.txt', [COOKIE], 'evil.example')).toBe(421);
      session.close();
    });
  });
});
