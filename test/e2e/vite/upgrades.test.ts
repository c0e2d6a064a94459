import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { generateToken } from '../../../signer/index.js';
import { shakeHands } from '../../fakes/handshake.js';
import {
  startWebSocketBackend,
  type WebSocketBackend,
  writeClientFrame,
} from '../../fakes/websocket.js';
import { STEP_LIMIT } from '../browsers/browser.js';
import { BROWSERS } from '../browsers/installed.js';
import { makeProject, type Project, type Running, VERSIONS } from './project.js';

const SECRET = '7c'.repeat(32);
const WAIT = { timeout: 2 * STEP_LIMIT };
const cookie = (now?: number) =>
  `pocket-spa-token=${generateToken('ada', { secret: SECRET, now, maxAge: 3600 })}`;

describe.each(VERSIONS)('a WebSocket of a backend behind the %s Vite', (version) => {
  let project: Project;
  let backend: WebSocketBackend;

  beforeAll(async () => {
    backend = await startWebSocketBackend();
    project = await makeProject(version, 'plain');
    await project.write('spa-auth.config.json', '{ "identityHeader": "x-user" }\n');
    await project.write(
      'vite.config.mjs',
      `import spaAuth from 'pocket-spa-auth/vite';
export default {
  plugins: [spaAuth({ login: false })],
  server: { proxy: { '/live': { target: '${backend.url}', ws: true } } },
};\n`,
    );
    await project.run('build');
  });

  afterAll(async () => {
    await project?.remove();
    backend?.close();
  });

  const start = async (command: string) => {
    const vite = await project.start([command], { SPA_TOKEN_SECRET: SECRET });
    onTestFinished(vite.stop);
    return vite;
  };

  it.each(['dev', 'preview'])('is decided in vite %s', async (command) => {
    const vite = await start(command);
    const before = backend.handshakes.length;
    for (const [reason, headers] of [
      ['missing', {}],
      ['missing', { 'sec-websocket-protocol': 'vite-hmr' }],
      ['missing', { 'sec-websocket-protocol': 'vite-ping' }],
      ['expired', { cookie: cookie(1_700_000_000) }],
    ] as const) {
      const { status, body } = await shakeHands(`${vite.url}/live/feed`, headers);
      expect({ status, ...JSON.parse(body) }).toMatchObject({ status: 401, reason });
    }
    expect(backend.handshakes).toHaveLength(before);

    const headers = { cookie: cookie(), 'x-user': 'mallory' };
    for (const end of ['client', 'server']) {
      const { status, socket } = await shakeHands(`${vite.url}/live/feed`, headers);
      expect({ end, status }).toEqual({ end, status: 101 });
      socket!.write(writeClientFrame('text', 'hello'));
      const [answer] = await once(socket!, 'data');
      expect(answer.subarray(2).toString()).toBe('hello');
      expect(backend.handshakes.at(-1)).toMatchObject({ 'x-user': 'ada' });
      socket!.write(
        end === 'client' ? writeClientFrame('close') : writeClientFrame('text', 'close'),
      );
      await once(socket!.resume(), 'end');
      await expect.poll(backend.open, WAIT).toBe(0);
    }
    expect((await fetch(`${vite.url}/x`)).status).toBe(401);
  });

  // The hot reload beside it is tried in vite.test.ts.
  it.each(BROWSERS.slice(0, version === 'current' ? BROWSERS.length : 1))(
    'is opened in $name by a page with a token, and by no other',
    async ({ launch }) => {
      const vite: Running = await start('dev');
      const browser = await launch();
      onTestFinished(() => browser.close());
      const page = await browser.open();
      // A refused page is one of this origin too.
      await page.goto(`${vite.url}/x.txt`);
      const open = `new Promise((resolve) => {
        const socket = new WebSocket(location.origin.replace('http', 'ws') + '/live/feed');
        socket.onopen = () => socket.send('hello');
        socket.onmessage = ({ data }) => { resolve(data); socket.close(); };
        socket.onerror = () => resolve('refused');
      })`;
      expect(await page.evaluate(open)).toBe('refused');
      await page.evaluate(`void (document.cookie = '${cookie()}; path=/')`);
      expect(await page.evaluate(open)).toBe('hello');
      await expect.poll(backend.open, WAIT).toBe(0);
    },
  );
});
