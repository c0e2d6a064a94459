import { describe, expect, it } from 'vitest';
import { generateSecret, generateToken } from '../../../../../signer/index.js';
import { commandLine } from '../command-line.js';
import { startWorld, type World } from '../world.js';

const FILE = `
[general]
region = "us-east-1"
project_name = "shop"
stages = ["dev", "prd"]

[container.api.secrets.managed]
SPA_TOKEN_SECRET = { type = "spa_token_secret" }

[cloudfront.web]
token_secret = "SPA_TOKEN_SECRET"
routes = [
  { is_default = true, is_spa = true, require_token = true, login_path = "/api/login" },
  { path_pattern = "/api/*", type = "lambda", handler = "api.wsgi" },
]
`;

const ARGUMENTS = ['--pocket-toml', 'pocket.toml', '--name', 'web', '--stage', 'dev'];

function createProject(world: World) {
  const shell = commandLine(world);
  shell.write('pocket.toml', FILE);
  return shell;
}

describe('a project with a pocket.toml', () => {
  it('gets a function with the secret of its backends', async () => {
    const world = await startWorld();
    const { fake } = world;
    const secret = generateSecret();
    const other = { DATABASE_URL: 'postgres://db.example/shop' };
    const text = JSON.stringify({ dev: { shop: { SPA_TOKEN_SECRET: secret, ...other } } });
    fake.secrets.put('dev-shop-api-pocket', text);
    const distribution = fake.cloudfront.addDistribution();

    const { run } = createProject(world);
    const { status, err } = await run('deploy', ...ARGUMENTS, '--distribution', distribution);

    expect({ status, err: status === 0 ? '' : err }).toEqual({ status: 0, err: '' });
    expect(fake.secrets.read('dev-shop-api-pocket')).toBe(text);
    expect(fake.stores.entries('shop-web-dev')).toEqual({ token_secret: secret });
    const value = generateToken('ada', { secret, now: world.clock.now() });
    const cookies = { 'pocket-spa-token': { value } };
    const allowed = await fake.edge.request(distribution, { uri: '/reports', cookies });
    expect(allowed).toMatchObject({ uri: '/index.html' });
    const refused = await fake.edge.request(distribution, { uri: '/reports' });
    expect(refused).toMatchObject({
      headers: { location: { value: '/api/login?next=%2Freports' } },
    });
  });

  it('gets no new secret, because its backends would not have it', async () => {
    const world = await startWorld();
    const { status, err } = await createProject(world).run('deploy', ...ARGUMENTS);
    expect(status).toBe(4);
    expect(err).toContain('there is no secret dev-shop-api-pocket');
    expect(world.fake.calls.filter(({ writes }) => writes)).toEqual([]);
  });
});
