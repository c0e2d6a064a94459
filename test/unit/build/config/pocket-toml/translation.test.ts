import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { buildEdgeFunction } from '../../../../../build/compile/build.js';
import { loadConfig } from '../../../../../build/config/load.js';
import { GENERAL, route, usePocketToml, WEB, WHOLE, withRoutes } from './fixtures.js';

const { folder, load, problems } = usePocketToml();

describe('the translation of the keys', () => {
  it('reads a file of the magic-pocket family without changes', async () => {
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
      // The backends of magic-pocket take a single secret.
      rotation: 'labels',
    });
    expect({ stage, file }).toEqual({ stage: 'dev', file: join(folder.cwd, 'pocket.toml') });
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
  ])('translates the route %s', async (text, expected) => {
    expect((await load(withRoutes(text))).config).toMatchObject(expected);
  });

  it('protects the behaviors of the routes that require a token, and no others', async () => {
    const { deployment } = await load(
      withRoutes(
        '{ is_default = true, require_token = true }',
        '{ path_pattern = "/open/*", is_spa = true }',
        '{ path_pattern = "/files/*", require_token = true }',
      ),
    );
    expect(deployment.behaviors).toEqual(['default', '/files/*']);
  });

  it('gives each distribution, project and stage its own name', async () => {
    const two = `${WHOLE}\n${WEB.replace('cloudfront.web', 'cloudfront."b.c"')}`;
    expect((await load(two, { name: 'web' })).deployment.name).toBe('shop-web-dev');
    expect((await load(two, { name: 'b.c', stage: 'prd' })).deployment.name).toBe('shop-b-c-prd');
  });

  it('finds the project’s name in pyproject.toml or in the folder’s name if the file has none', async () => {
    const text = WHOLE.replace('project_name = "shop"\n', '');
    expect((await load(text)).deployment.name).toBe(`${basename(folder.cwd)}-web-dev`);
    await writeFile(join(folder.cwd, 'pyproject.toml'), '[project]\nname = "till"\n');
    expect((await load(text)).deployment).toMatchObject({
      name: 'till-web-dev',
      secretPath: ['dev', 'till'],
    });
  });

  it('builds the function from a pocket.toml', async () => {
    await writeFile(join(folder.cwd, 'pocket.toml'), withRoutes(route('login_path = "/sign-in"')));
    const { code, manifest } = await buildEdgeFunction({
      cwd: folder.cwd,
      stage: 'prd',
      pocketToml: { file: 'pocket.toml' },
    });
    expect(manifest.name).toBe('shop-web-prd');
    expect(code).toContain('/sign-in?next=');
  });

  it('refuses a configuration and a pocket.toml together', async () => {
    const both = buildEdgeFunction({ config: {}, pocketToml: { file: 'pocket.toml' } });
    await expect(both).rejects.toThrow('pocketToml stands in place of config; give one of them');
  });
});

describe('the place of the secret in Secrets Manager', () => {
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
  ])('follows from %s', async (_, text, secretId) => {
    expect((await load(text)).deployment).toMatchObject({
      secretId,
      secretPath: ['dev', 'shop'],
      secretKey: 'SPA_TOKEN_SECRET',
    });
  });

  it('uses the namespace of the stage', async () => {
    const { deployment } = await load(`${WHOLE}[dev.general]\nnamespace = "mine"\n`);
    expect(deployment.secretId).toBe('dev-shop-api-mine');
  });

  it('refuses a secret in Parameter Store, because the commands would create a second one', async () => {
    expect(await problems(managed('container.api', 'store = "ssm"'))).toEqual([
      'container.api.secrets.store: the secret is in Parameter Store; allowed: "sm", because these commands support only Secrets Manager',
    ]);
  });

  it('refuses a name of several secrets, an unknown name and a missing name', async () => {
    const several = `${WHOLE}[container.jobs.secrets.managed]\nSPA_TOKEN_SECRET = { type = "x" }\n`;
    expect(await problems(several)).toEqual([
      'cloudfront.web.token_secret: names managed secrets of several containers; allowed: a name that only one of them has',
    ]);
    expect(await problems(WHOLE.replace('"SPA_TOKEN_SECRET"', '"SPA_TOKEN_SECRT"'))).toEqual([
      'cloudfront.web.token_secret: names no managed secret; did you mean "SPA_TOKEN_SECRET"?',
    ]);
    expect(await problems(WHOLE.replace(/token_secret = .*/, ''))).toEqual([
      'cloudfront.web.token_secret: found nothing; allowed: the name of a managed secret',
    ]);
  });

  it('never shows a secret that was written instead of its name', async () => {
    const pasted = 'c0ffee'.repeat(10);
    const lines = await problems(WHOLE.replace('"SPA_TOKEN_SECRET"', `"${pasted}"`));
    expect(lines).toEqual([
      'cloudfront.web.token_secret: names no managed secret; allowed: a key of a table [container.….secrets.managed]',
    ]);
  });
});

describe('stages', () => {
  const staged = `${WHOLE}
[prd.cloudfront.web]
routes = [{ is_default = true, is_spa = true, require_token = true, login_path = "/prd" }]
`;

  it('overrides the common section with that of the stage, and replaces lists as a whole', async () => {
    expect((await load(staged)).config.loginPath).toBe('/api/auth/login');
    expect((await load(staged, { stage: 'prd' })).config.loginPath).toBe('/prd');
    expect((await load(staged, { stage: 'prd' })).deployment.secretId).toBe('prd-shop-api-pocket');
  });

  it('takes the stage from POCKET_STAGE', async () => {
    vi.stubEnv('POCKET_STAGE', 'prd');
    await writeFile(join(folder.cwd, 'pocket.toml'), staged);
    const { stage } = await loadConfig({ cwd: folder.cwd, pocketToml: { file: 'pocket.toml' } });
    expect(stage).toBe('prd');
  });

  it('asks for a stage, because every name contains it', async () => {
    await writeFile(join(folder.cwd, 'pocket.toml'), staged);
    await expect(
      loadConfig({ cwd: folder.cwd, pocketToml: { file: 'pocket.toml' } }),
    ).rejects.toThrow(
      'pocket.toml: general.stages: no stage is chosen; choose one with --stage: "dev", "prd"',
    );
  });

  it('lists the stages if the chosen one does not exist', async () => {
    expect(await problems(staged, { stage: 'stg' })).toEqual([
      'general.stages: no stage "stg"; allowed: "dev", "prd"',
    ]);
  });

  it('ignores a stage that protects nothing unless it is chosen', async () => {
    const text = `${WHOLE}[dev.cloudfront.web]\nroutes = [{ is_default = true }]\n`;
    expect((await load(text, { stage: 'prd' })).deployment.name).toBe('shop-web-prd');
    expect(await problems(text)).toEqual([
      'dev.cloudfront.web.routes: no route has require_token = true; allowed: at least one such route',
    ]);
  });

  it('takes the sections with a cloudfront table as stages if none are listed', async () => {
    const bare = `${WEB}[dev.cloudfront.web]\n`;
    expect((await load(bare)).deployment).toMatchObject({ stage: 'dev', behaviors: ['default'] });
  });

  it('reads a file without stages', async () => {
    await writeFile(join(folder.cwd, 'pocket.toml'), WEB);
    const { deployment } = await loadConfig({
      cwd: folder.cwd,
      pocketToml: { file: 'pocket.toml' },
    });
    expect(deployment).toMatchObject({ name: `${basename(folder.cwd)}-web`, stage: undefined });
  });

  it('refuses a cloudfront section of an unlisted stage, because it may be a misspelled stage', async () => {
    expect(await problems(`${WHOLE}[prod.cloudfront.web]\n`)).toEqual([
      'prod.cloudfront: general.stages does not list this stage; did you mean "prd"?',
    ]);
  });
});

describe('the distribution', () => {
  const two = `${WHOLE}[cloudfront.media]\nsigning_key = "K"\n`;

  it('has to be named if there are several, and exist', async () => {
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
