import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildEdgeFunction } from '../../../../build/compile/build.js';
import { loadConfig } from '../../../../build/config/load.js';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-pocket-'));
  vi.stubEnv('POCKET_STAGE', undefined);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cwd, { recursive: true });
});

const GENERAL = `
[general]
region = "ap-northeast-1"
project_name = "shop"
stages = ["dev", "prd"]
`;

const SECRETS = `
[container.api.secrets.managed]
SPA_TOKEN_SECRET = { type = "spa_token_secret" }
SECRET_KEY = { type = "password" }
`;

const WEB = `
[cloudfront.web]
token_secret = "SPA_TOKEN_SECRET"
routes = [
  { is_default = true, is_spa = true, require_token = true, origin_path = "/app" },
  { path_pattern = "/api/*", type = "lambda", handler = "api.wsgi" },
]
`;

const WHOLE = `${GENERAL}${SECRETS}${WEB}`;

async function load(text: string, options: { name?: string; stage?: string } = {}) {
  await writeFile(join(cwd, 'pocket.toml'), text);
  const { name, stage = 'dev' } = options;
  return loadConfig({ cwd, stage, pocketToml: { file: 'pocket.toml', name } });
}

async function problems(text: string, options: { name?: string; stage?: string } = {}) {
  const error: Error = await load(text, options).then(
    () => expect.fail('the file was accepted'),
    (thrown) => thrown,
  );
  expect(error.name).toBe('ConfigError');
  return error.message.split('\n').map((line) => line.replace(/^pocket\.toml: /, ''));
}

const route = (keys: string) =>
  `{ is_default = true, is_spa = true, require_token = true, ${keys} }`;

const withRoutes = (...routes: string[]) =>
  `${GENERAL}${SECRETS}[cloudfront.web]\ntoken_secret = "SPA_TOKEN_SECRET"\nroutes = [${routes.join()}]\n`;

describe('what the keys become', () => {
  it('takes a file of the family as it is', async () => {
    const { config, deployment, stage, file } = await load(WHOLE);
    expect(config).toMatchObject({
      secret: 'kvs',
      loginPath: '/api/auth/login',
      spaFallback: '/index.html',
    });
    expect(deployment).toMatchObject({
      name: 'shop-web-dev',
      region: 'ap-northeast-1',
      behaviors: ['default'],
      secretId: 'dev-shop-api-pocket',
      secretPath: ['dev', 'shop'],
      secretKey: 'SPA_TOKEN_SECRET',
      // Its backends take a single secret.
      rotation: 'labels',
    });
    expect({ stage, file }).toEqual({ stage: 'dev', file: join(cwd, 'pocket.toml') });
  });

  it.each([
    [route('login_path = "/in?a=b"'), { loginPath: '/in?a=b' }],
    [route('spa_fallback_html = "200.html"'), { spaFallback: '/200.html' }],
    ['{ is_default = true, require_token = true }', { spaFallback: false }],
    [
      '{ path_pattern = "/app/*", is_spa = true, require_token = true }',
      { spaFallback: '/app/index.html' },
    ],
    [
      '{ path_pattern = "/app", is_spa = true, require_token = true }',
      { spaFallback: '/app/index.html' },
    ],
  ])('%s', async (text, expected) => {
    expect((await load(withRoutes(text))).config).toMatchObject(expected);
  });

  it('protects the behavior of each route that requires a token, and of no other', async () => {
    const { deployment } = await load(
      withRoutes(
        '{ is_default = true, require_token = true }',
        '{ path_pattern = "/open/*", is_spa = true }',
        '{ path_pattern = "/files/*", require_token = true }',
      ),
    );
    expect(deployment.behaviors).toEqual(['default', '/files/*']);
  });

  it('keeps distributions, projects and stages apart by the name', async () => {
    const two = `${WHOLE}\n${WEB.replace('cloudfront.web', 'cloudfront."b.c"')}`;
    expect((await load(two, { name: 'web' })).deployment.name).toBe('shop-web-dev');
    expect((await load(two, { name: 'b.c', stage: 'prd' })).deployment.name).toBe('shop-b-c-prd');
  });

  it('finds the project’s name beside the file where the file has none', async () => {
    const text = WHOLE.replace('project_name = "shop"\n', '');
    expect((await load(text)).deployment.name).toBe(`${basename(cwd)}-web-dev`);
    await writeFile(join(cwd, 'pyproject.toml'), '[project]\nname = "till"\n');
    expect((await load(text)).deployment).toMatchObject({
      name: 'till-web-dev',
      secretPath: ['dev', 'till'],
    });
  });

  it('builds the function', async () => {
    await writeFile(join(cwd, 'pocket.toml'), withRoutes(route('login_path = "/sign-in"')));
    const { code, manifest } = await buildEdgeFunction({
      cwd,
      stage: 'prd',
      pocketToml: { file: 'pocket.toml' },
    });
    expect(manifest.name).toBe('shop-web-prd');
    expect(code).toContain('/sign-in?next=');
  });

  it('stands in place of a configuration', async () => {
    const both = buildEdgeFunction({ config: {}, pocketToml: { file: 'pocket.toml' } });
    await expect(both).rejects.toThrow('pocketToml stands in place of config; give one of them');
  });
});

describe('the place of the secret', () => {
  const managed = (table: string, more = '', shared = '') => `${GENERAL}${WEB}
[${table}.secrets]
${more}
[${table}.secrets.managed]
SPA_TOKEN_SECRET = { type = "spa_token_secret"${shared} }
`;

  it.each([
    ['its container', managed('container.api'), 'dev-shop-api-pocket'],
    ['the project', managed('container.api', '', ', shared = true'), 'dev-shop-pocket'],
    ['the one container of old', managed('awscontainer'), 'dev-shop-pocket'],
    [
      'a format',
      managed('awscontainer', 'pocket_key_format = "{namespace}.{project}"'),
      'pocket.shop',
    ],
    [
      'a format and a container',
      managed('container.api', 'pocket_key_format = "{namespace}"'),
      'api-pocket',
    ],
    ['no container', `${GENERAL}${WEB}`, 'dev-shop-pocket'],
  ])('follows %s', async (_, text, secretId) => {
    expect((await load(text)).deployment).toMatchObject({
      secretId,
      secretPath: ['dev', 'shop'],
      secretKey: 'SPA_TOKEN_SECRET',
    });
  });

  it('takes a namespace of the stage', async () => {
    const { deployment } = await load(`${WHOLE}[dev.general]\nnamespace = "mine"\n`);
    expect(deployment.secretId).toBe('dev-shop-api-mine');
  });

  it('refuses Parameter Store, where the commands would make a second secret', async () => {
    expect(await problems(managed('container.api', 'store = "ssm"'))).toEqual([
      'container.api.secrets.store: the secret is in Parameter Store; allowed: "sm", for these commands work on Secrets Manager',
    ]);
  });

  it('refuses a name of several secrets, of none, and no name', async () => {
    const several = `${WHOLE}[container.jobs.secrets.managed]\nSPA_TOKEN_SECRET = { type = "x" }\n`;
    expect(await problems(several)).toEqual([
      'cloudfront.web.token_secret: names managed secrets of several containers; allowed: a name of one',
    ]);
    expect(await problems(WHOLE.replace('"SPA_TOKEN_SECRET"', '"SPA_TOKEN_SECRT"'))).toEqual([
      'cloudfront.web.token_secret: names no managed secret; did you mean "SPA_TOKEN_SECRET"?',
    ]);
    expect(await problems(WHOLE.replace(/token_secret = .*/, ''))).toEqual([
      'cloudfront.web.token_secret: found nothing; allowed: the name of a managed secret',
    ]);
  });

  it('never shows a secret that stands in the place of its name', async () => {
    const pasted = 'c0ffee'.repeat(10);
    const told = await problems(WHOLE.replace('"SPA_TOKEN_SECRET"', `"${pasted}"`));
    expect(told).toEqual([
      'cloudfront.web.token_secret: names no managed secret; allowed: a key of a [container.….secrets.managed]',
    ]);
  });
});

describe('stages', () => {
  const staged = `${WHOLE}
[prd.cloudfront.web]
routes = [{ is_default = true, is_spa = true, require_token = true, login_path = "/prd" }]
`;

  it('lets a stage’s section stand over the common one, lists whole', async () => {
    expect((await load(staged)).config.loginPath).toBe('/api/auth/login');
    expect((await load(staged, { stage: 'prd' })).config.loginPath).toBe('/prd');
    expect((await load(staged, { stage: 'prd' })).deployment.secretId).toBe('prd-shop-api-pocket');
  });

  it('takes POCKET_STAGE', async () => {
    vi.stubEnv('POCKET_STAGE', 'prd');
    await writeFile(join(cwd, 'pocket.toml'), staged);
    const { stage } = await loadConfig({ cwd, pocketToml: { file: 'pocket.toml' } });
    expect(stage).toBe('prd');
  });

  it('asks for a stage, which every name needs', async () => {
    await writeFile(join(cwd, 'pocket.toml'), staged);
    await expect(loadConfig({ cwd, pocketToml: { file: 'pocket.toml' } })).rejects.toThrow(
      'pocket.toml: general.stages: no stage is chosen; choose one with --stage: "dev", "prd"',
    );
  });

  it('lists the stages for an unknown one', async () => {
    expect(await problems(staged, { stage: 'stg' })).toEqual([
      'general.stages: no stage "stg"; allowed: "dev", "prd"',
    ]);
  });

  it('passes over a stage that protects nothing, until it is asked for', async () => {
    const text = `${WHOLE}[dev.cloudfront.web]\nroutes = [{ is_default = true }]\n`;
    expect((await load(text, { stage: 'prd' })).deployment.name).toBe('shop-web-prd');
    expect(await problems(text)).toEqual([
      'dev.cloudfront.web.routes: no route has require_token = true; allowed: at least one to protect',
    ]);
  });

  it('finds the sections of stages where none are listed', async () => {
    const bare = `${WEB}[dev.cloudfront.web]\n`;
    expect((await load(bare)).deployment).toMatchObject({ stage: 'dev', behaviors: ['default'] });
  });

  it('takes a file without stages, for a build', async () => {
    await writeFile(join(cwd, 'pocket.toml'), WEB);
    const { deployment } = await loadConfig({ cwd, pocketToml: { file: 'pocket.toml' } });
    expect(deployment).toMatchObject({ name: `${basename(cwd)}-web`, stage: undefined });
  });

  it('refuses a section of no stage, which could hold what protects', async () => {
    expect(await problems(`${WHOLE}[prod.cloudfront.web]\n`)).toEqual([
      'prod.cloudfront: no stage of general.stages; did you mean "prd"?',
    ]);
  });
});

describe('the distribution', () => {
  const two = `${WHOLE}[cloudfront.media]\nsigning_key = "K"\n`;

  it('is the one that is named', async () => {
    expect(await problems(two)).toEqual([
      'cloudfront: several tables; choose one with --name: "web", "media"',
    ]);
    expect(await problems(two, { name: 'wep' })).toEqual([
      'cloudfront: no table "wep"; did you mean "web"?',
    ]);
    expect(await problems(two, { name: 'c0ffee'.repeat(10) })).toEqual([
      'cloudfront: no table of 60 characters; allowed: "web", "media"',
    ]);
    expect(await problems(GENERAL)).toEqual([
      'cloudfront: found nothing; allowed: a table [cloudfront.NAME]',
    ]);
  });
});

describe('problems name the key in the file', () => {
  const at = (key: string) => `cloudfront.web.routes[0].${key}`;

  it.each([
    [route('login_path = "login"'), `${at('login_path')}: found text of 5 characters: it does not`],
    [route('login_path = 3'), `${at('login_path')}: found a whole number; allowed: text`],
    [
      '{ require_token = "yes" }',
      `${at('require_token')}: found text of 3 characters; allowed: true`,
    ],
    [
      route('spa_fallback_html = "a b"'),
      `${at('spa_fallback_html')}: found text of 3 characters, which`,
    ],
    [
      '{ path_pattern = "app", require_token = true }',
      `${at('path_pattern')}: found text of 3 chara`,
    ],
    [
      '{ path_pattern = "/a b", require_token = true }',
      `${at('path_pattern')}: found text of 4 chara`,
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
  ])('%s', async (text, line) => {
    const told = await problems(withRoutes(text));
    expect(told).toHaveLength(1);
    expect(told[0]!.slice(0, line.length)).toBe(line);
  });

  it('in the section that holds it', async () => {
    const text = `${WHOLE}[prd.cloudfront.web]\nroutes = [${route('login_path = "/a*"')}]\n`;
    expect((await problems(text))[0]).toMatch(
      /^prd\.cloudfront\.web\.routes\[0\]\.login_path: found text of 3 characters: it holds a "\*"/,
    );
  });

  it('passes over the keys of the family’s other tools, and those it may come to have', async () => {
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

  it('tells what keeps several routes from being one function', async () => {
    const told = await problems(
      withRoutes(
        '{ is_default = true, is_spa = true, require_token = true }',
        '{ path_pattern = "/static/*" }',
        '{ path_pattern = "/admin/*", is_spa = true, require_token = true, login_path = "/admin/in" }',
      ),
    );
    const way =
      'and one function has one; allowed: the same for every route that requires a token, or a spa-auth.config.json for each, chosen with --config';
    expect(told).toEqual([
      `cloudfront.web.routes[2].login_path: another login path than that of cloudfront.web.routes[0].login_path, ${way}`,
      `cloudfront.web.routes[2].spa_fallback_html: another fallback document than that of cloudfront.web.routes[0].spa_fallback_html, ${way}`,
    ]);
  });

  it('says that the names together are too long', async () => {
    const text = WHOLE.replace('"shop"', `"${'s'.repeat(58)}"`);
    expect(await problems(text)).toEqual([
      'general.project_name: with the stage it has 66 characters; allowed: 64',
    ]);
  });

  it.each([
    ['token_secret = "deadbeef', 'not valid TOML at line 1, column 16'],
    ['[a]\nb = 1\nc = deadbeef', 'not valid TOML at line 3, column 5'],
  ])('gives the place in broken TOML and quotes nothing: case %#', async (text, message) => {
    expect(await problems(text)).toEqual([message]);
  });

  it('names a file that is not there, and one that was given as a configuration', async () => {
    const missing = loadConfig({ cwd, pocketToml: { file: 'p.toml' } });
    await expect(missing).rejects.toThrow('p.toml: cannot be read (ENOENT)');
    await writeFile(join(cwd, 'pocket.toml'), WHOLE);
    await expect(loadConfig({ cwd, file: 'pocket.toml' })).rejects.toThrow(
      'pocket.toml: unknown kind of file ".toml"; allowed: .json, .js, .ts; a pocket.toml is read with --pocket-toml',
    );
  });
});
