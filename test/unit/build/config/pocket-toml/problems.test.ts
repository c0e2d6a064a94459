import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../../../build/config/load.js';
import { route, usePocketToml, WHOLE, withRoutes } from './fixtures.js';

const { folder, load, problems } = usePocketToml();

describe('the problems of a pocket.toml', () => {
  const at = (key: string) => `cloudfront.web.routes[0].${key}`;

  it.each([
    [route('login_path = "login"'), `${at('login_path')}: found "login": it does not`],
    [route('login_path = 3'), `${at('login_path')}: found 3; allowed: text`],
    ['{ require_token = "yes" }', `${at('require_token')}: found "yes"; allowed: true`],
    [route('spa_fallback_html = "a b"'), `${at('spa_fallback_html')}: found "a b", which`],
    [
      '{ path_pattern = "app", require_token = true }',
      `${at('path_pattern')}: found "app"; allowed`,
    ],
    [
      '{ path_pattern = "/a b", require_token = true }',
      `${at('path_pattern')}: found "/a b"; allowed`,
    ],
    [
      '{ is_default = true, requires_token = true }',
      'cloudfront.web.routes[0]: unknown key "requires_token"; did you mean "require_token"?',
    ],
    [
      route('loginpath = "/in"'),
      'cloudfront.web.routes[0]: unknown key "loginpath"; did you mean "login_path"?',
    ],
    ['1', 'cloudfront.web.routes: found a list of 1 item; allowed: a list of tables'],
  ])('name the key of the route %s', async (text, line) => {
    const lines = await problems(withRoutes(text));
    expect(lines).toHaveLength(1);
    expect(lines[0]!.slice(0, line.length)).toBe(line);
  });

  it('name the section of the stage if the value is in it', async () => {
    const text = `${WHOLE}[prd.cloudfront.web]\nroutes = [${route('login_path = "/a*"')}]\n`;
    expect((await problems(text))[0]).toMatch(
      /^prd\.cloudfront\.web\.routes\[0\]\.login_path: found "\/a\*": it contains a "\*"/,
    );
  });

  it('do not include keys of other tools or of later versions', async () => {
    const others = 'ref = "x", signed = true, build = { dir = "d", cmd = "c" }, cache_seconds = 5';
    const text = withRoutes(route(others)).replace(
      '[cloudfront.web]',
      '[cloudfront.web]\ndomain = "d"\nwaf = {}',
    );
    expect((await load(text)).config.loginPath).toBe('/api/auth/login');
    expect(await problems(text.replace('domain', 'token_secrets'))).toEqual([
      'cloudfront.web: unknown key "token_secrets"; did you mean "token_secret"?',
    ]);
  });

  it('include differences between routes that one function serves', async () => {
    const lines = await problems(
      withRoutes(
        '{ is_default = true, is_spa = true, require_token = true }',
        '{ path_pattern = "/static/*" }',
        '{ path_pattern = "/admin/*", is_spa = true, require_token = true, login_path = "/admin/in" }',
      ),
    );
    const allowed =
      'but one function has only one; allowed: the same in every route that requires a token, or a separate spa-auth.config.json for each, chosen with --config';
    expect(lines).toEqual([
      `cloudfront.web.routes[2].login_path: this login path differs from cloudfront.web.routes[0].login_path, ${allowed}`,
      `cloudfront.web.routes[2].spa_fallback_html: this fallback document differs from cloudfront.web.routes[0].spa_fallback_html, ${allowed}`,
    ]);
  });

  it('include a function name that is too long', async () => {
    const text = WHOLE.replace('"shop"', `"${'s'.repeat(58)}"`);
    expect(await problems(text)).toEqual([
      'general.project_name: has 66 characters with the stage; allowed: at most 64',
    ]);
  });

  it.each([
    ['token_secret = "deadbeef', 'not valid TOML at line 1, column 16'],
    ['[a]\nb = 1\nc = deadbeef', 'not valid TOML at line 3, column 5'],
  ])('give the position in invalid TOML and quote nothing: case %#', async (text, message) => {
    expect(await problems(text)).toEqual([message]);
  });

  it('name a missing file, and a pocket.toml that was given as a configuration file', async () => {
    const missing = loadConfig({ cwd: folder.cwd, pocketToml: { file: 'p.toml' } });
    await expect(missing).rejects.toThrow('p.toml: cannot be read (ENOENT)');
    await writeFile(join(folder.cwd, 'pocket.toml'), WHOLE);
    await expect(loadConfig({ cwd: folder.cwd, file: 'pocket.toml' })).rejects.toThrow(
      'pocket.toml: unknown file extension ".toml"; allowed: .json, .js, .ts; for a pocket.toml, use --pocket-toml',
    );
  });
});
