import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { listChildren } from '../fakes/processes.js';
import { findMissingTools } from '../fakes/quayside.js';
import { logIn } from '../fakes/quayside-login.js';
import { type QuaysideServer, startQuaysideServer } from '../fakes/quayside-server.js';
import { ADA } from '../fakes/quayside-visitor.js';
import { createVisitor } from './examples/visitor.js';

const SECRET = '5f'.repeat(32);
const INSTALLATION = 300_000;
// In server/nginx/quayside.conf.
const SOCKETS = 100;
const OURS = "FROM pg_stat_activity WHERE usename = 'quayside'";

const run = promisify(execFile);
const missing = await findMissingTools({ isServer: true });

describe.skipIf(missing.length > 0)('the Django example on a server, in trouble', () => {
  let quayside: QuaysideServer;
  let visitor: Awaited<ReturnType<typeof logIn>>;

  beforeAll(async () => {
    quayside = await startQuaysideServer(SECRET);
  }, INSTALLATION);
  afterAll(async () => {
    expect(await quayside?.stop()).toBe(0);
  });
  beforeEach(async () => {
    visitor = await logIn(quayside, ADA);
  });

  const fetchMe = async () => (await visitor.fetch('/api/me')).status;

  async function openSocket(): Promise<Duplex | number> {
    const { status, socket } = await visitor.openSocket('/api/chat');
    onTestFinished(() => void socket?.destroy());
    return socket ?? status;
  }

  /** Asks PostgreSQL as its administrator. */
  async function administer(sql: string): Promise<string[]> {
    const { DATABASE_URL } = await quayside.adminVariables();
    const { stdout } = await run('psql', ['-At', DATABASE_URL!, '-c', sql]);
    return stdout.split('\n').filter(Boolean);
  }

  describe('of its visitors', () => {
    it('answers while 300 of them send the rest of their request never', async () => {
      const { port, host } = new URL(quayside.url);
      const beginnings = [
        `GET /api/me HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `,
        `POST /api/auth/login HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000\r\n\r\nusername=`,
      ];
      for (let opened = 0; opened < 300; opened++) {
        const socket = connect({ port: Number(port), host: 'localhost', ca: quayside.certificate });
        onTestFinished(() => void socket.destroy());
        await once(socket, 'secureConnect');
        socket.write(beginnings[opened % 2]!);
      }
      expect(await fetchMe()).toBe(200);
      expect((await createVisitor(quayside.url, quayside.certificate).open('/chat')).status).toBe(
        302,
      );
    });

    it('refuses 20 kB of cookies in nginx, and takes as many as browsers keep of one name', async () => {
      visitor.cookies.set('more', { value: 'm'.repeat(20_000), path: '/' });
      const refused = await visitor.fetch('/api/me');
      expect([refused.status, refused.headers.server]).toEqual([400, 'nginx']);
      visitor.cookies.set('more', { value: 'm'.repeat(4096), path: '/' });
      expect(await fetchMe()).toBe(200);
    });

    it('keeps connections for others if one address opens 500 WebSockets', async () => {
      const answers: (Duplex | number)[] = [];
      while (answers.length < 500) {
        answers.push(...(await Promise.all(Array.from({ length: 10 }, openSocket))));
      }
      // On a busy machine Daphne gives handshakes up as well, with another status.
      expect(answers).toContain(429);
      const opened = answers.filter((answer) => typeof answer !== 'number');
      expect(opened.length).toBeLessThan(2 * SOCKETS);
      expect(await fetchMe()).toBe(200);
      for (const socket of opened) {
        socket.destroy();
      }
      // nginx sees their ends a moment later.
      await expect.poll(async () => typeof (await openSocket())).toBe('object');
    });
  });

  describe('of Redis', () => {
    it('goes on with an empty one, and closes the WebSockets, which the app opens again', async () => {
      const socket = (await openSocket()) as Duplex;
      const closed = once(socket.resume(), 'close');
      const { REDIS_URL } = await quayside.variables();
      // What a restart without a file does to its clients.
      await run('redis-cli', ['-u', REDIS_URL!, 'FLUSHALL']);
      await run('redis-cli', ['-u', REDIS_URL!, 'CLIENT', 'KILL', 'TYPE', 'normal']);
      expect(await fetchMe()).toBe(200);
      expect((await visitor.fetch('/api/tides/old-pier')).status).toBe(200);
      await closed;
      await expect.poll(async () => typeof (await openSocket())).toBe('object');
    });
  });

  describe('of PostgreSQL', () => {
    it('does not show that connections were closed: each is tried before it is used', async () => {
      const ask = () => Promise.all(Array.from({ length: 6 }, fetchMe));
      await ask();
      expect(await administer(`SELECT pg_terminate_backend(pid) ${OURS}`)).toContain('t');
      expect(await ask()).toEqual(Array(6).fill(200));
    });

    it('says so while it restarts after a crash, and goes on afterwards', async () => {
      await fetchMe();
      const [backend] = await administer(`SELECT pid ${OURS}`);
      process.kill(Number(backend), 'SIGKILL');
      const answers = [];
      do {
        answers.push(await visitor.fetch('/api/me'));
      } while (answers.at(-1)!.status !== 200);
      for (const { status, body } of answers.slice(0, -1)) {
        expect(status).toBe(500);
        expect(body).toContain('Something went wrong on this site.');
      }
    });
  });

  describe('of gunicorn', () => {
    it('loses the request of a worker that is killed, and no later one', async () => {
      const master = Number(/Listening at: \S+ \((\d+)\)/.exec(quayside.output())![1]);
      const { DATABASE_URL } = await quayside.variables();
      const psql = spawn('psql', ['-qAt', DATABASE_URL!], { stdio: ['pipe', 'pipe', 'inherit'] });
      onTestFinished(() => void psql.kill());
      psql.stdin.write("BEGIN; LOCK TABLE people_person; SELECT 'locked';\n");
      await once(psql.stdout, 'data');
      const answer = visitor.fetch('/api/me');
      await expect
        .poll(() => administer(`SELECT pid ${OURS} AND wait_event_type = 'Lock'`))
        .toHaveLength(1);
      for (const worker of listChildren(master)) {
        process.kill(worker, 'SIGKILL');
      }
      expect((await answer).status).toBe(502);
      psql.stdin.end();
      await once(psql, 'exit');
      expect(await fetchMe()).toBe(200);
    });
  });
});
