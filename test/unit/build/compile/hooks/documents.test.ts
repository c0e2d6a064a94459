import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileEdge } from '../../../../../build/compile/bundle.js';
import { hooks } from '../../../../../build/compile/gates/hooks.js';
import { checkGates } from '../../../../../build/compile/gates/index.js';
import { loggedIn, run, SECRET, writeHooks } from './hooks.js';

const PAGE = readFileSync(new URL('../../../../../docs/hooks.md', import.meta.url), 'utf8');

/** The first hook below a heading of docs/hooks.md. */
function findExample(heading: string): string {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`);
  const [, code = ''] =
    /```(?:ts|js)\n([\s\S]*?export default defineHook[\s\S]*?)```/.exec(section) ?? [];
  expect(code).not.toBe('');
  return code;
}

const headers = (host: string) => ({ host: { value: host } });

describe('the examples of docs/hooks.md', () => {
  it('a directory index', async () => {
    const config = writeHooks({ after: findExample('A directory index') });
    const target = (uri: string) => run(config, loggedIn({ uri }));
    expect(await target('/docs/')).toMatchObject({ uri: '/docs/index.html' });
    expect(await target('/docs/a/b/')).toMatchObject({ uri: '/docs/a/b/index.html' });
    expect(await target('/docs/a.css')).toMatchObject({ uri: '/docs/a.css' });
    expect(await target('/app/')).toMatchObject({ uri: '/index.html' });
  });

  it('from www to the apex', async () => {
    const config = writeHooks({ before: findExample('From www to the apex') });
    const redirect = await run(
      config,
      { uri: '/a', headers: headers('www.a.example') },
      undefined,
      'b=1&b',
    );
    expect(redirect).toEqual({
      statusCode: 301,
      headers: { location: { value: 'https://a.example/a?b=1&b' } },
    });
    expect(await run(config, { headers: headers('a.example') })).toMatchObject({
      headers: { 'x-spa-auth-reason': { value: 'missing' } },
    });
  });

  it('a router', async () => {
    const config = writeHooks({ after: findExample('A router') });
    const target = (uri: string) => run(config, loggedIn({ uri }));
    expect(await target('/blog/post')).toMatchObject({ uri: '/post' });
    expect(await target('/shop/cart')).toMatchObject({ uri: '/shop/index.html' });
    expect(await target('/other')).toMatchObject({ uri: '/index.html' });
  });

  it('pass the gates', async () => {
    for (const [name, heading] of [
      ['after', 'A directory index'],
      ['before', 'From www to the apex'],
      ['after', 'A router'],
    ] as const) {
      const config = writeHooks({ [name]: findExample(heading) });
      await hooks.check({ code: '', config, ring: SECRET });
    }
    const config = writeHooks({
      before: findExample('From www to the apex'),
      after: findExample('A router'),
    });
    const artifact = { code: await compileEdge(config, SECRET), config, ring: SECRET };
    expect((await checkGates(artifact)).at(-1)).toBe('hooks');
  });

  it('defineHook leaves nothing in the function', async () => {
    const typed = writeHooks({ after: findExample('A directory index') });
    const plain = writeHooks({
      after: findExample('A directory index')
        .replace(/^import .*$/m, '')
        .replace("defineHook<'after'>", ''),
    });
    // Which of two short names a function gets depends on the number of modules.
    expect(renumber(await compileEdge(typed))).toBe(renumber(await compileEdge(plain)));
  });
});

/** The text with its names of one letter numbered in the order in which they appear. */
function renumber(code: string): string {
  const names = [...new Set(code.match(/\b[A-Za-z]\b/g))];
  return code.replace(/\b[A-Za-z]\b/g, (name) => `${names.indexOf(name)}`);
}
