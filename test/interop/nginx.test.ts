import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../build/cli.js';
import type { Result } from '../../build/probe/question.js';
import { generateToken } from '../../signer/index.js';
import { FILES, LOGIN_PAGE } from '../fakes/gated-site.js';
import { fakeTerminal } from '../unit/build/commands/fake-terminal.js';
import { type NginxOptions, startNginx } from './sites/nginx.js';
import { isInstalled, TOOLS } from './tools/tools.js';

const TOKEN = generateToken('harbor-master', { secret: '5e'.repeat(32), now: 1_800_000_000 });
const COOKIE = `pocket-spa-token=${TOKEN}`;
const SITE = { ...FILES, '/login.html': LOGIN_PAGE, '/error.html': '<p>Something went wrong.</p>' };

describe.runIf(isInstalled({ name: 'nginx', needs: 'nginx' }))('probe of nginx', () => {
  let cwd: string;

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'probe-'));
    await writeFile(
      join(cwd, 'spa-auth.config.json'),
      '{ "loginPath": "/login.html", "publicPaths": ["/error.html"] }',
    );
  });
  afterAll(() => rm(cwd, { recursive: true }));

  async function probe(isSecure: boolean, options: Partial<NginxOptions> = {}) {
    const server = await startNginx({
      program: TOOLS.nginx!,
      files: SITE,
      cookie: COOKIE,
      isSecure,
      ...options,
    });
    const terminal = fakeTerminal({ cwd, input: TOKEN });
    const status = await runCli(['probe', server.url, '--token', '-', '--json'], terminal);
    await server.close();
    expect(terminal.lines.err.join()).not.toContain('note');
    const { results } = JSON.parse(terminal.lines.out.join('\n')) as { results: Result[] };
    const list = (verdict: string) =>
      results
        .filter((each) => each.verdict === verdict)
        .map(({ method, url }) => `${method} ${url.replace(/^https?:\/\/[^/]+/, '')}`);
    return { status, open: list('open'), odd: list('odd'), results };
  }

  describe.each([
    ['http', false],
    ['https', true],
  ])('over %s', (_, isSecure) => {
    it('finds nothing if it is closed', async () => {
      const { status, open, odd, results } = await probe(isSecure);
      expect({ status, open, odd }).toEqual({ status: 0, open: [], odd: [] });
      expect(results.find(({ url }) => url.endsWith('/assets/cached.css'))?.verdict).toBe('closed');
    });

    it.each([
      ['source maps', 'location ~ \\.map$ { }', 'GET /assets/app.js.map'],
      ['the document', 'location = /index.html { }', 'GET /index.html'],
      ['images', 'location ~ \\.png$ { }', 'GET /icons/512.png'],
    ])('finds %s open', async (__, more, found) => {
      const { status, open } = await probe(isSecure, { more });
      expect(open).toContain(found);
      expect(status).toBe(4);
    });

    it('finds the application as the page of a refusal', async () => {
      const { status, open } = await probe(isSecure, {
        refusal: 'return 403;',
        more: 'error_page 403 /app.html; location = /app.html { internal; try_files /index.html =404; }',
      });
      expect(open).toContain('GET /');
      expect(open).toContain('GET /.git/HEAD');
      expect(status).toBe(4);
    });

    it.each([
      [
        'a public page for errors',
        {
          refusal: 'return 403;',
          more: 'error_page 403 414 400 405 /error.html; location = /error.html { }',
        },
      ],
      ['no page for errors', { refusal: 'return 401;' }],
    ])('finds nothing with %s', async (__, options) => {
      expect(await probe(isSecure, options)).toMatchObject({ status: 0, open: [], odd: [] });
    });
  });

  it('takes a login page in place of a redirect for closed', async () => {
    const options = { refusal: 'return 401;', more: 'error_page 401 =200 /login.html;' };
    expect(await probe(true, options)).toMatchObject({ status: 0, open: [] });
  });

  it('tells that there is no HSTS', async () => {
    const { status, odd } = await probe(true, { hasHsts: false });
    expect({ status, odd }).toEqual({ status: 0, odd: ['GET /'] });
  });
});
