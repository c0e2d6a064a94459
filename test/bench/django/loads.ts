import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createVisitor } from '../../e2e/examples/visitor.js';
import { listChildren } from '../../fakes/processes.js';
import { logIn } from '../../fakes/quayside-login.js';
import type { QuaysideServer } from '../../fakes/quayside-server.js';

/** One kind of request. */
export interface Load {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
}

/** The lines of the table up to a change of settings, which is made first. */
export interface Part {
  /** Python that is added to the settings. */
  readonly settings: string;
  readonly loads: readonly Load[];
}

const NAVIGATION = { 'sec-fetch-mode': 'navigate', accept: 'text/html' };
const FETCH = { 'sec-fetch-mode': 'cors', accept: 'application/json' };
const TIDES = '/api/tides/north-quay';

// They would answer 429 after half a second.
const NO_THROTTLES = `REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = dict.fromkeys(
    REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
)
`;
const NO_CACHE = `CACHES["default"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
`;

/** What is measured, in the order of the table. */
export async function listParts(quayside: QuaysideServer): Promise<readonly Part[]> {
  const { cookies } = await logIn(quayside, {
    email: 'ada@example.com',
    password: 'analytical engine',
  });
  const cookie = [...cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
  const user = { ...FETCH, cookie };
  return [
    {
      settings: NO_THROTTLES,
      loads: [
        { name: 'a stranger opens a page: 302', path: '/chat', headers: NAVIGATION, status: 302 },
        { name: 'a stranger fetches: 401', path: '/api/me', headers: FETCH, status: 401 },
        { name: 'a user gets a file', path: '/app.js', headers: user, status: 200 },
        {
          name: 'the login page, for a stranger',
          path: '/api/auth/login',
          headers: NAVIGATION,
          status: 200,
        },
        { name: '`/api/me`: session and account', path: '/api/me', headers: user, status: 200 },
        { name: '`/api/tides/…`, from the cache', path: TIDES, headers: user, status: 200 },
      ],
    },
    {
      settings: NO_CACHE,
      loads: [{ name: '`/api/tides/…`, without a cache', path: TIDES, headers: user, status: 200 }],
    },
  ];
}

/** Adds to the settings of the server, and waits until new workers of gunicorn have them. */
export async function changeSettings(quayside: QuaysideServer, text: string): Promise<void> {
  const file = 'srv/quayside/backend/quayside/settings/ci.py';
  await appendFile(join(quayside.folder, file), text);
  const master = Number(/Listening at: \S+ \((\d+)\)/.exec(quayside.output())![1]);
  const old = listChildren(master);
  process.kill(master, 'SIGHUP');
  while (listChildren(master).some((pid) => old.includes(pid))) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  // It is answered once a worker has loaded the site.
  await createVisitor(quayside.url, quayside.certificate).open('/api/auth/login');
}
