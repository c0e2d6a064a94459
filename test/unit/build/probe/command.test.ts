import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { createCertificate } from '../../../../build/preview/certificate.js';
import type { Result } from '../../../../build/probe/question.js';
import { generateToken } from '../../../../signer/index.js';
import { type Fault, FILES, type GatedSite, startGatedSite } from '../../../fakes/gated-site.js';
import { NOW, SECRET, startSite } from '../../../fakes/site.js';
import { fakeTerminal } from '../commands/fake-terminal.js';

const TLS = createCertificate(Math.floor(Date.now() / 1000));
const TOKEN = generateToken('harbor-master', { secret: SECRET, now: NOW, maxAge: 300 });

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'probe-'));
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(join(cwd, 'dist', path, '..'), { recursive: true });
    await writeFile(join(cwd, 'dist', path), content);
  }
  await writeFile(join(cwd, 'login.json'), '{ "loginPath": "/login" }');
  await mkdir(join(cwd, 'empty'));
});

afterAll(() => rm(cwd, { recursive: true }));

async function run(
  argv: string[],
  env: Record<string, string> = { SPA_TOKEN_SECRET: SECRET },
  input = '',
) {
  const terminal = fakeTerminal({ cwd: join(cwd, 'empty'), env, input });
  const status = await runCli(['probe', ...argv], terminal);
  return { status, out: terminal.lines.out.join('\n'), err: terminal.lines.err.join('\n') };
}

async function withSite<T>(fault: Fault | undefined, visit: (site: GatedSite) => Promise<T>) {
  const site = await startGatedSite({ secret: SECRET, now: NOW, fault });
  try {
    return await visit(site);
  } finally {
    await site.close();
  }
}

describe('probe of the preview', () => {
  it.each([
    ['http', undefined],
    ['https', TLS],
  ])('finds nothing open over %s', async (_, tls) => {
    const config = { publicPaths: ['/small.png'] };
    const site = await startSite({ root: join(cwd, 'dist'), config, tls });
    const file = join(cwd, 'preview.json');
    await writeFile(file, JSON.stringify(config));
    const { status, out, err } = await run([site.url, '--json', '--config', file]);
    await site.close();
    const { results, counts } = JSON.parse(out) as { results: Result[]; counts: object };
    const find = (end: string) => results.find(({ url }) => url.endsWith(end));
    expect({ status, counts, err }).toMatchObject({ status: 0, counts: { open: 0 } });
    expect(err).not.toContain('note');
    expect(find('/small.png')).toMatchObject({ status: 200, verdict: 'public' });
    expect(find('/api/auth/login')).toMatchObject({ status: 200, verdict: 'public' });
    // It found what only the service worker names.
    expect(find('/assets/cached.css')).toMatchObject({ status: 302, verdict: 'closed' });
  });
});

describe('probe', () => {
  it('prints what is open, and exits with 4', async () => {
    const open: Fault = (reply, asked) => (asked.path === '/sw.js' ? asked.content : reply);
    const { status, out } = await withSite(open, ({ url }) =>
      run([url, '--config', join(cwd, 'login.json')]),
    );
    expect(status).toBe(4);
    expect(out).toMatch(
      /^http:\S+\/ {2}open\n\nopen {2}GET http:\S+\/sw\.js {2}200\n {6}200 with 112 bytes, without a login\n/,
    );
    expect(out).toMatch(
      /asked as a stranger: 1 open, 0 odd, \d+ public, \d+ closed \(\d+ requests\)$/,
    );
  });

  it('prints one object with --json', async () => {
    const { status, out } = await withSite(undefined, ({ url }) => run([url, '--json']));
    const report = JSON.parse(out) as { results: Result[]; counts: Record<string, number> };
    expect(status).toBe(0);
    expect(Object.keys(report)).toEqual(['results', 'counts']);
    expect(Object.keys(report.counts)).toEqual(['open', 'odd', 'public', 'closed']);
    for (const result of report.results) {
      expect(Object.keys(result)).toEqual(['method', 'url', 'status', 'verdict', 'why']);
    }
    const sum = Object.values(report.counts).reduce((total, count) => total + count);
    expect(sum).toBe(report.results.length);
  });

  it('takes for public what the configuration says, and the named login without one', async () => {
    const open: Fault = (reply, asked) => (asked.path === '/help.html' ? asked.content : reply);
    const config = join(cwd, 'help.json');
    await writeFile(config, '{ "loginPath": "/login", "publicPaths": ["/help.html"] }');
    await withSite(open, async ({ url }) => {
      expect((await run([url])).status).toBe(4);
      const { status, out } = await run([url, '--json', '--config', config]);
      expect(status).toBe(0);
      expect(JSON.parse(out).counts.public).toBeGreaterThan(2);
    });
    const { out } = await withSite(undefined, ({ url }) => run([url, '--json']));
    const { results } = JSON.parse(out) as { results: Result[] };
    const open2 = results.filter(({ verdict }) => verdict === 'public').map(({ url }) => url);
    expect(new Set(open2.map((url) => new URL(url).pathname))).toEqual(new Set(['/login']));
  });

  it('takes a page that everything leads to for no login, if it is the start page', async () => {
    const fault: Fault = (reply, { path, content }) =>
      path === '/' ? content : { status: 302, headers: { location: '/' }, body: reply.body ?? '' };
    expect((await withSite(fault, ({ url }) => run([url]))).status).toBe(4);
  });

  it.each([
    ['a token', TOKEN],
    ['a Cookie header', `theme=dark; pocket-spa-token=${TOKEN}`],
  ])('finds the site with %s on standard input', async (_, input) => {
    await withSite(undefined, async (site) => {
      const { status, out, err } = await run([site.url, '--token', '-', '--json'], {}, input);
      expect(status).toBe(0);
      expect(out).toContain('/assets/cached.css');
      expect(err).not.toContain('note');
      expect(out + err).not.toContain(TOKEN.slice(-64));
    });
  });

  it('says what it cannot find without a token', async () => {
    const { err } = await withSite(undefined, ({ url }) => run([url], {}));
    expect(err).toContain('note: without a token only what answers is found');
  });

  it('says that the site did not take the token', async () => {
    const env = { SPA_TOKEN_SECRET: 'ab'.repeat(32) };
    const { err } = await withSite(undefined, ({ url }) => run([url], env));
    expect(err).toContain('note: the site did not take the token (302, malformed)');
  });

  it('posts to the site alone, and only twice', async () => {
    await withSite(undefined, async (site) => {
      await run([site.url]);
      const posts = site.requests.filter(({ method }) => method === 'POST');
      expect(posts).toHaveLength(2);
      expect(posts[0]).toMatchObject({ target: '/' });
      expect(posts[1]!.target).toMatch(/^\/probe-[\da-f]{12}$/);
      const methods = new Set(site.requests.map(({ method }) => method));
      expect(methods).toEqual(new Set(['GET', 'HEAD', 'OPTIONS', 'POST']));
    });
  });

  it('asks the origin directly, below its path, and never with a cookie', async () => {
    const open: Fault = (reply, asked) =>
      asked.path === '/site/index.html'
        ? { status: 200, headers: { 'content-type': 'text/html' }, body: FILES['/index.html']! }
        : reply;
    await withSite(open, (origin) =>
      withSite(undefined, async ({ url }) => {
        const { status, out } = await run([url, '--origin', `${origin.url}/site`, '--json']);
        expect(status).toBe(4);
        const { results } = JSON.parse(out) as { results: Result[] };
        expect(results.filter(({ verdict }) => verdict === 'open').map((each) => each.url)).toEqual(
          [`${origin.url}/site/index.html`, `${origin.url}/site/index.html`],
        );
        expect(origin.requests.filter(({ cookie }) => cookie !== '')).toEqual([]);
      }),
    );
  });

  it('takes an origin that cannot be reached for closed', async () => {
    const { status, out } = await withSite(undefined, ({ url }) =>
      run([url, '--origin', 'http://127.0.0.1:1', '--json']),
    );
    expect(status).toBe(0);
    expect(out).toContain('"why":"no usable answer"');
  });

  it.each<[string, string[], string]>([
    ['no URL', [], "missing required argument 'url'"],
    [
      'a host alone',
      ['app.example'],
      'found "app.example"; allowed: an http: or https: URL without user name, query and fragment; did you mean https://app.example?',
    ],
    ['another scheme', ['ftp://app.example'], 'found "ftp://app.example"; allowed'],
    ['a password', ['https://u:sesame@app.example'], 'found "https://…@app.example"'],
    ['a query', ['https://app.example/?a=b'], 'without user name, query and fragment'],
    ['a fragment', ['https://app.example/#a'], 'without user name, query and fragment'],
    ['a token in place of the URL', [TOKEN], `found text of ${TOKEN.length} characters`],
    [
      'a token as an argument',
      ['https://app.example', '--token', TOKEN],
      'a token is never an argument',
    ],
    [
      'a wrong origin',
      ['https://app.example', '--origin', 'bucket'],
      '--origin: found "bucket"; allowed',
    ],
    ['two URLs', ['https://a.example', 'https://b.example'], 'give one URL'],
    [
      'empty standard input',
      ['https://app.example', '--token', '-'],
      '--token -: standard input is empty',
    ],
  ])('refuses %s', async (_, argv, message) => {
    const { status, out, err } = await run(argv);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain(TOKEN.slice(-64));
    expect(err).not.toContain('sesame');
  });

  it('refuses a secret that is none', async () => {
    const { status, err } = await run(['http://127.0.0.1:1'], { SPA_TOKEN_SECRET: 'sesame' });
    expect({ status, err }).toEqual({
      status: 2,
      err: expect.stringMatching(/^pocket-spa-auth: SPA_TOKEN_SECRET: (?!.*sesame)/),
    });
  });

  it('says that the host cannot be reached', async () => {
    const { status, err } = await run(['http://127.0.0.1:1']);
    expect(status).toBe(1);
    expect(err).toContain('127.0.0.1:1 cannot be reached (ECONNREFUSED); check the host');
  });
});
