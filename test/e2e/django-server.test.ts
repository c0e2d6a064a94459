import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { generateToken } from '../../signer/index.js';
import { findMissingTools, manage } from '../fakes/quayside.js';
import {
  LOGIN,
  logIn as logInAs,
  openStranger,
  sendForm,
  type Visitor,
} from '../fakes/quayside-login.js';
import { type QuaysideServer, startQuaysideServer } from '../fakes/quayside-server.js';
import { ADA, GRACE } from '../fakes/quayside-visitor.js';

const SECRET = '5b'.repeat(32);
const NEW_SECRET = 'c4'.repeat(32);
const DAY = 86_400;
const TOKEN = 'pocket-spa-token';
const DEEP_LINK = '/tides/north-quay?view=chart';
const LOGIN_FOR_DEEP_LINK = `${LOGIN}?next=${encodeURIComponent(DEEP_LINK)}`;
const STATIC_FILE = '/static/rest_framework/css/default.css';
const INSTALLATION = 300_000;

const missing = await findMissingTools({ isServer: true });

/** The processes whose command line has this text, by number. */
function listProcesses(text: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text);
    } catch {
      // It has ended since.
      return false;
    }
  });
}

/** A text in a frame of WebSocket as a client sends it. The mask is zero. */
function frame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

/** Collects what comes in. */
function listen(socket: Duplex): () => string {
  onTestFinished(() => void socket.destroy());
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk;
  });
  return () => received;
}

describe.skipIf(missing.length > 0)('the Django example on a server', () => {
  let quayside: QuaysideServer;

  beforeAll(async () => {
    quayside = await startQuaysideServer(SECRET);
  }, INSTALLATION);

  afterAll(async () => {
    const { stop, folder } = quayside;
    expect(await stop()).toBe(0);
    expect({ isThere: existsSync(folder), processes: listProcesses(folder) }).toEqual({
      isThere: false,
      processes: [],
    });
  });

  beforeEach(() => quayside.moveClock(0));

  const openVisitor = () => openStranger(quayside);
  const logIn = (person = ADA) => logInAs(quayside, person);
  const sendLogin = (visitor: Visitor, person = ADA, headers = {}) =>
    sendForm(quayside, visitor, person, { path: LOGIN_FOR_DEEP_LINK, headers });

  describe('a visitor', () => {
    it('comes from a deep link over the login back to it', async () => {
      const visitor = openVisitor();
      const refused = await visitor.open(DEEP_LINK);
      expect([refused.status, refused.headers.location]).toEqual([302, LOGIN_FOR_DEEP_LINK]);
      const answer = await sendLogin(visitor);
      expect([answer.status, answer.headers.location]).toEqual([302, DEEP_LINK]);
      const set = answer.headers['set-cookie']!;
      expect(set.map((each) => /; Secure/i.test(each))).toEqual(set.map(() => true));
      const page = await visitor.open(DEEP_LINK);
      expect([page.status, page.body.includes('<title>Quayside</title>')]).toEqual([200, true]);
    });

    it('is who logged in', async () => {
      for (const [person, isStaff] of [
        [ADA, false],
        [GRACE, true],
      ] as const) {
        const visitor = await logIn(person);
        const { status, body } = await visitor.fetch('/api/me');
        expect([status, JSON.parse(body)]).toEqual([200, { email: person.email, isStaff }]);
      }
    });

    it('is refused at once without a token', async () => {
      const { status, headers } = await openVisitor().fetch('/api/me');
      expect([status, headers['x-spa-auth-reason']]).toEqual([401, 'missing']);
    });

    it('gets a new token if the old one has expired and the session has not', async () => {
      await quayside.moveClock(-8 * DAY);
      const visitor = await logIn();
      await quayside.moveClock(0);
      const refused = await visitor.open(DEEP_LINK);
      expect([refused.status, refused.headers['x-spa-auth-reason']]).toEqual([302, 'expired']);
      const healed = await visitor.open(refused.headers.location!);
      expect([healed.status, healed.headers.location]).toEqual([302, DEEP_LINK]);
      expect((await visitor.open(DEEP_LINK)).status).toBe(200);
    });

    it('cannot choose the address that attempts to log in are counted by', async () => {
      const guess = { email: 'nobody@example.com', password: 'wrong' };
      const statuses = [];
      for (const last of [1, 2, 3, 4, 5, 6]) {
        const forged = { 'x-forwarded-for': `203.0.113.${last}`, 'x-real-ip': `203.0.113.${last}` };
        statuses.push((await sendLogin(openVisitor(), guess, forged)).status);
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    });
  });

  describe('nginx', () => {
    it('serves what collectstatic has gathered, to users alone', async () => {
      const stranger = openVisitor();
      expect((await stranger.open(STATIC_FILE)).status).toBe(302);
      expect((await stranger.fetch(STATIC_FILE)).status).toBe(401);
      const user = await logIn();
      const { status, headers } = await user.open(STATIC_FILE);
      expect([status, headers['content-type']]).toEqual([200, 'text/css']);
      expect((await user.open('/static/nothing.css')).status).toBe(404);
    });

    it.each([
      '/static/../backend/pocket.toml',
      '/static../backend/pocket.toml',
      '/static/%2e%2e/backend/pocket.toml',
    ])('serves nothing beside those files: %s', async (path) => {
      const { body } = await (await logIn()).open(path);
      expect(body).not.toContain('[general]');
    });

    it('says once that the site has TLS', async () => {
      const visitor = await logIn();
      for (const path of ['/api/me', STATIC_FILE, '/']) {
        const { headers } = await visitor.open(path);
        expect(headers['strict-transport-security']).toBe('max-age=31536000');
      }
    });

    it('takes a new secret by a reload, and keeps an open WebSocket', async () => {
      const { socket } = await (await logIn()).openSocket('/api/chat');
      const received = listen(socket!);
      const folder = join(quayside.folder, 'etc/nginx/spa-auth');
      const ring = `js_var $spa_auth_secret "${NEW_SECRET},${SECRET}";`;
      await writeFile(join(folder, 'secret.conf'), ring);
      process.kill(
        Number(await readFile(join(quayside.folder, 'run/nginx.pid'), 'utf8')),
        'SIGHUP',
      );
      const visitor = openVisitor();
      visitor.cookies.set(TOKEN, {
        value: generateToken(ADA.email, { secret: NEW_SECRET }),
        path: '/',
      });
      await expect.poll(async () => (await visitor.open(STATIC_FILE)).status).toBe(200);
      socket!.write(frame('still here'));
      await expect.poll(received).toContain('still here');
    });
  });

  describe('the chat', () => {
    it('opens for a user alone, and for the own pages alone', async () => {
      const refused = await openVisitor().openSocket('/api/chat');
      expect([refused.status, refused.headers['x-spa-auth-reason']]).toEqual([401, 'missing']);
      const user = await logIn();
      const { status, socket } = await user.openSocket('/api/chat');
      socket?.destroy();
      expect(status).toBe(101);
      expect((await user.openSocket('/api/chat', 'https://evil.example')).status).toBe(403);
      user.cookies.delete('sessionid');
      expect((await user.openSocket('/api/chat')).status).toBe(403);
    });

    it('carries a message from one user to another', async () => {
      const [ada, grace] = [await logIn(), await logIn(GRACE)];
      const from = (await ada.openSocket('/api/chat')).socket!;
      const received = listen((await grace.openSocket('/api/chat')).socket!);
      listen(from);
      // Grace may not be in the room yet when the handshake ends.
      await expect
        .poll(() => {
          from.write(frame('Is the pilot aboard?'));
          return received();
        })
        .toContain('{"who": "ada@example.com", "text": "Is the pilot aboard?"}');
    });
  });

  describe('gunicorn', () => {
    it('replaces workers that are killed', async () => {
      const visitor = await logIn();
      const workers = () =>
        [...quayside.output().matchAll(/Booting worker with pid: (\d+)/g)].map(([, pid]) => pid!);
      const killed = workers();
      for (const pid of killed) {
        process.kill(Number(pid), 'SIGKILL');
      }
      await expect.poll(() => workers().length).toBe(2 * killed.length);
      expect((await visitor.fetch('/api/me')).status).toBe(200);
    });
  });

  describe('PostgreSQL', () => {
    it('keeps the accounts', async () => {
      const read = () =>
        quayside.query("SELECT last_login FROM people_person WHERE email LIKE 'ada@%'");
      const before = await read();
      await logIn();
      const after = await read();
      expect(after).toMatch(/^\d{4}-/);
      expect(after).not.toBe(before);
    });

    it('belongs to a role that may do nothing else', async () => {
      const rights =
        'SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user';
      expect(await quayside.query(rights)).toBe('f|f|f');
    });

    it('passes the tests of the project', async () => {
      const variables = {
        ...(await quayside.adminVariables()),
        // A server would send each request of these tests on to HTTPS.
        DJANGO_SETTINGS_MODULE: 'quayside.settings.test',
        LOG_FILE: '/dev/null',
      };
      expect(await manage(['test'], variables)).toMatch(/^OK$/m);
    });
  });

  describe('the settings', () => {
    it.each(['staging', 'production'])('pass the deployment checks of Django: %s', async (name) => {
      const args = ['check', '--deploy', '--fail-level', 'WARNING'];
      await quayside.manage(args, { DJANGO_SETTINGS_MODULE: `quayside.settings.${name}` });
    });

    it('refuse once for all secrets that are missing', async () => {
      const without = { SECRET_KEY: '', DATABASE_URL: '' };
      const error = await quayside.manage(['check'], without).catch(({ stderr }) => stderr);
      expect(error.match(/ImproperlyConfigured: .*/g)).toEqual([
        'ImproperlyConfigured: The environment lacks DATABASE_URL, SECRET_KEY. On a server they stand in /etc/quayside/secrets.env, in a stage of AWS in Secrets Manager.',
      ]);
    });

    it('refuse SQLite', async () => {
      const error = await quayside
        .manage(['check'], {
          DATABASE_URL: 'sqlite:///db.sqlite3',
          DJANGO_SETTINGS_MODULE: 'quayside.settings.production',
        })
        .catch(({ stderr }) => stderr);
      expect(error).toContain('DATABASE_URL is to begin with postgres://');
    });

    it('print no secret', async () => {
      const { SECRET_KEY, DATABASE_URL } = await quayside.variables();
      for (const secret of [SECRET, SECRET_KEY!, new URL(DATABASE_URL!).password]) {
        expect(quayside.output()).not.toContain(secret);
      }
    });
  });
});

it.skipIf(missing.length > 0)(
  'ends, and leaves nothing, if the last service cannot start',
  async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const error: Error = await startQuaysideServer(SECRET, { PORT: String(port) }).then(
      () => expect.fail('it has started'),
      (reason) => reason,
    );
    taken.close();
    expect(error.message).toContain(`bind() to 127.0.0.1:${port} failed`);
    const folder = /unix:(\S+)\/run\/quayside-web/.exec(error.message)![1]!;
    expect({ isThere: existsSync(folder), processes: listProcesses(folder) }).toEqual({
      isThere: false,
      processes: [],
    });
  },
  INSTALLATION,
);
