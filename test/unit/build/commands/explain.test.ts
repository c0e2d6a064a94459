import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { generateToken } from '../../../../signer/index.js';
import { fakeTerminal } from './fake-terminal.js';

const SECRET = '0123456789abcdef'.repeat(4);
// The time of the terminal.
const NOW = 1_800_000_000;
const SECRET_IN_PLACE = { SPA_TOKEN_SECRET: SECRET };
const TOKEN = generateToken('ada', { secret: SECRET, now: NOW, maxAge: 60 });

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'explain-'));
  await writeFile(join(cwd, 'spa-auth.config.json'), '{ "publicPaths": ["/assets/*"] }');
  await writeFile(join(cwd, 'revoking.json'), '{ "revocation": true }');
  await writeFile(join(cwd, 'embedded.json'), '{ "secret": "embedded" }');
});

afterAll(() => rm(cwd, { recursive: true }));

async function explain(argv: string[], input = '', env: Record<string, string> = SECRET_IN_PLACE) {
  const terminal = fakeTerminal({ cwd, env, input });
  const status = await runCli(['explain', ...argv], terminal);
  const { out, err } = terminal.lines;
  return { status, out: out.join('\n'), err: err.join('\n') };
}

describe('explain', () => {
  it('prints a report, and exits with 0 if the request is refused', async () => {
    const { status, out, err } = await explain(['/deep/link?x=1']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('redirect (missing)  302');
    expect(out).toContain('location: /api/auth/login?next=%2Fdeep%2Flink%3Fx%3D1');
  });

  it.each([
    ['a bare token', TOKEN],
    ['a bare token', encodeURIComponent(TOKEN)],
    ['a Cookie header', `a=b; pocket-spa-token=${TOKEN}`],
    ['a Cookie header', `Cookie: pocket-spa-token=${TOKEN}`],
  ])('takes %s on standard input, and does not print it', async (read, input) => {
    const { status, out, err } = await explain(['/', '--cookie', '-', '--json'], input);
    expect(status).toBe(0);
    expect(err).toContain(`read as ${read}`);
    expect(JSON.parse(out)).toMatchObject({ format: 1, verdict: 'pass', disagreement: null });
    expect(out + err).not.toContain(TOKEN.slice(-64));
  });

  it('warns once of a configuration in a folder around the current one', async () => {
    await mkdir(join(cwd, 'inner'));
    const terminal = fakeTerminal({ cwd: join(cwd, 'inner'), env: SECRET_IN_PLACE });
    expect(await runCli(['explain', '/'], terminal)).toBe(0);
    expect(terminal.lines.err).toEqual([
      expect.stringContaining('--config ../spa-auth.config.json'),
    ]);
  });

  it('takes the host of a URL, and leaves its fragment out', async () => {
    const { out, err } = await explain(['https://app.example/a?b=c#d', '--json']);
    expect(JSON.parse(out).request).toMatchObject({
      path: '/a',
      query: 'b=c',
      host: 'app.example',
    });
    expect(err).toContain('fragment');
  });

  it('percent-encodes as browsers do', async () => {
    const { out } = await explain(['/ü\ud800', '--json']);
    expect(JSON.parse(out).request.path).toBe('/%C3%BC%EF%BF%BD');
  });

  it.each([[[]], [['--config', 'embedded.json']]])(
    'says what it cannot tell without a secret, with %j',
    async (options) => {
      const { status, out } = await explain(['/', '--cookie', '-', ...options], TOKEN, {});
      expect(status).toBe(0);
      expect(out).toContain('unknown  the secret is needed: set SPA_TOKEN_SECRET');
    },
  );

  it('reads the secret from the .env beside the configuration', async () => {
    const folder = await mkdtemp(join(cwd, 'project-'));
    await writeFile(join(folder, 'site.json'), '{}');
    await writeFile(join(folder, '.env'), `SPA_TOKEN_SECRET=${SECRET}\n`);
    const argv = ['/', '--cookie', '-', '--json', '--config', join(folder, 'site.json')];
    const { out } = await explain(argv, TOKEN, {});
    expect(JSON.parse(out)).toMatchObject({ verdict: 'pass' });
  });

  it('takes cut-offs from a file, in both forms', async () => {
    // printf ada | sha256sum
    const key = 'revoked:fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029';
    const forms = [
      { [key]: `${NOW + 60}` },
      { Items: [{ Key: key, Value: `${NOW + 60}` }] },
      [{ Key: 'token_secret', Value: `${SECRET};${NOW + 60}` }],
    ];
    for (const form of forms) {
      await writeFile(join(cwd, 'store.json'), JSON.stringify(form));
      const argv = ['/', '--cookie', '-', '--config', 'revoking.json', '--store', 'store.json'];
      const { out } = await explain([...argv, '--json'], TOKEN, { SPA_TOKEN_SECRET: SECRET });
      expect(JSON.parse(out)).toMatchObject({ reason: 'revoked', disagreement: null });
    }
  });

  it.each<[string, string[], string]>([
    ['no path', [], "missing required argument 'path'"],
    ['a path without a slash', ['reports'], 'found "reports"; allowed: a path'],
    ['a password', ['https://u:sesame@a.example/'], 'found "https://…@a.example/"'],
    ['a token in place of the path', [TOKEN], `found text of ${TOKEN.length} characters`],
    ['a space', ['/a b'], 'character 3 of the path'],
    ['a line break', ['/a\r\nx: y'], 'character 3 of the path'],
    ['a long path', [`/${'a'.repeat(8200)}`], '8201 characters'],
    ['two paths', ['/a', '/b'], 'quote the path'],
    ['an unknown method', ['/', '--method', 'BREW'], 'found "BREW"; allowed: GET'],
    ['no header name', ['/', '--header', 'sesame'], 'found text of 6 characters'],
    ['an empty name', ['/', '--header', ': sesame'], 'without a header name'],
    ['a cookie as a header', ['/', '--header', 'Cookie: a=sesame'], '--cookie -'],
    ['a credential', ['/', '--header', 'authorization: sesame'], 'leave it out'],
    ['a line break in a header', ['/', '--header', 'a: sesame\r\nb: c'], 'control character'],
    ['a cookie as an argument', ['/', '--cookie', 'sesame'], '--cookie -'],
    ['large headers', ['/', '--header', `a: ${'b'.repeat(21_000)}`], 'CloudFront refuses'],
    ['an empty standard input', ['/', '--cookie', '-'], 'standard input is empty'],
    ['a store that is missing', ['/', '--store', 'nowhere.json'], '(ENOENT)'],
    ['a store that is no JSON', ['/', '--store', 'text.json'], 'is not JSON'],
    ['a store of other things', ['/', '--store', 'numbers.json'], 'holds no entries'],
    ['a large store', ['/', '--store', 'large.json'], 'over 1024'],
  ])('exits with 2 for %s, and quotes no secret', async (_, argv, message) => {
    await writeFile(join(cwd, 'text.json'), 'sesame');
    await writeFile(join(cwd, 'numbers.json'), '{"sesame":1}');
    await writeFile(join(cwd, 'large.json'), JSON.stringify({ a: 'sesame'.repeat(200) }));
    const { status, out, err } = await explain(argv);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain('sesame');
    expect(err).not.toContain(TOKEN.slice(-64));
  });

  it('exits with 2 for an unusable secret, and does not quote it', async () => {
    const { status, err } = await explain(['/'], '', { SPA_TOKEN_SECRET: 'sesame' });
    expect(status).toBe(2);
    expect(err).not.toContain('sesame');
  });
});
