import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { compileEdge } from '../../build/compile/bundle.js';
import { resolveConfig } from '../../build/config/resolve.js';
import { createSandbox, type Sandbox } from '../../build/runtime/sandbox.js';
import { SECRET, tokenOf } from '../unit/signer/fixtures.js';
import { type App, type AppSetup, sessionOf } from './renewal-app.js';
import { open } from './renewal-browser.js';

const NOW = 1_700_000_000;

const LOGIN = '/login';

/** A session that outlives its token makes the edge and the backend redirect to each other. */
export function renewalLoopSuite(app: App): void {
  let edge: Sandbox;

  beforeAll(async () => {
    const config = resolveConfig({ loginPath: LOGIN });
    const code = await compileEdge(config);
    edge = createSandbox({
      code,
      runtime: config.runtime,
      kvs: { token_secret: SECRET },
      now: NOW,
    });
  });

  async function journey(options: AppSetup['options'], token?: string) {
    const running = await app.start({
      options,
      guard: { secret: SECRET },
      login: { secret: SECRET, now: NOW },
      held: Promise.resolve(),
      endSession: () => undefined,
      log: () => undefined,
    });
    onTestFinished(async () => void (await running.close()));
    const jar = new Map([['session', 'alice']]);
    if (token !== undefined) {
      jar.set('pocket-spa-token', token);
    }
    const site = { edge, backend: running.url, backendPath: LOGIN };
    return open(site, '/reports/7?view=chart', jar);
  }

  describe.each([
    ['no token', undefined],
    ['an expired token', tokenOf('alice', NOW - 1)],
    ['a token under an old secret', tokenOf('alice', NOW + 60, '00'.repeat(32))],
  ])(`${app.name}: a session with %s`, (_name, token) => {
    it('loops without the middleware until the edge ends it', async () => {
      const { status, body, redirects } = await journey(undefined, token);
      expect(status).toBe(403);
      expect(body).toContain('<h1>Not logged in</h1>');
      expect(redirects).toEqual(Array.from({ length: 8 }, () => ['edge', 'backend']).flat());
    });

    it('is healed by the middleware in one redirect', async () => {
      const options = { secret: SECRET, now: () => NOW, getUserId: sessionOf };
      expect(await journey(options, token)).toEqual({
        status: 200,
        body: '/index.html',
        redirects: ['edge', 'backend'],
      });
    });
  });
}
