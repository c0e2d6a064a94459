import { describe, expect, it } from 'vitest';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { commandLine } from '../command-line.js';
import { startWorld, type World } from '../world.js';
import { loggedInRequest } from './deployment.js';

const FETCH = {
  host: { value: 'app.example' },
  accept: { value: 'application/json' },
  'sec-fetch-mode': { value: 'cors' },
};
const PAGE = {
  host: { value: 'app.example' },
  accept: { value: 'text/html' },
  'sec-fetch-mode': { value: 'navigate' },
  'sec-fetch-dest': { value: 'document' },
};

/** The sample distribution: the site by default, and its backend under /api/*. */
async function startSite(config: EdgeConfig) {
  const world = await startWorld();
  const distribution = world.fake.cloudfront.addDistribution();
  const deploy = { distribution, behaviors: ['default', '/api/*'] };
  return { world, distribution, shell: commandLine(world, { ...config, deploy }) };
}

/** What reaches the origin, `status reason` of a refusal. */
async function ask(world: World, distribution: string, request: object): Promise<string> {
  const outputs = await world.fake.edge.everywhere(distribution, request);
  const all = outputs.map((output) =>
    'uri' in output
      ? output.uri
      : `${output.statusCode} ${output.headers?.['x-spa-auth-reason']?.value}`,
  );
  return [...new Set(all)].join(' or ');
}

describe('one function for site and API', () => {
  it('answers for both, leaves the paths of the API alone, and lets the login through', async () => {
    const { world, distribution, shell } = await startSite({ backendPaths: ['/api/*'] });
    const deployed = await shell.run('deploy');
    expect(deployed.status).toBe(0);
    expect(deployed.err).not.toContain('backendPaths');
    expect(deployed.out).toContain(`protects default, /api/* of ${distribution}`);
    expect([...world.fake.cloudfront.functions.keys()]).toEqual(['pocket-spa-auth']);
    world.fake.clock.advance(3600);
    const send = (request: object) => ask(world, distribution, request);
    const { cookies } = loggedInRequest(world);

    // Without a token: 401 for what scripts fetch, the login for pages.
    for (const uri of ['/api/users', '/api/users.json', '/api/']) {
      expect(await send({ uri, headers: FETCH })).toBe('401 missing');
      expect(await send({ uri, headers: FETCH, method: 'POST' })).toBe('401 missing');
    }
    expect(await send({ uri: '/reports/7', headers: FETCH })).toBe('401 missing');
    expect(await send({ uri: '/reports/7', headers: PAGE })).toBe('302 missing');
    const handshake = { 'sec-fetch-mode': { value: 'websocket' }, host: FETCH.host };
    expect(await send({ uri: '/api/chat', headers: handshake })).toBe('401 missing');

    // With a token: routes of the app become its page, paths of the API stay.
    expect(await send({ uri: '/reports/7', headers: PAGE, cookies })).toBe('/index.html');
    expect(await send({ uri: '/api/users', headers: FETCH, cookies })).toBe('/api/users');

    // The login is open, and what is beside it is not.
    for (const method of ['GET', 'POST']) {
      expect(await send({ uri: '/api/auth/login', method, headers: PAGE })).toBe('/api/auth/login');
    }
    expect(await send({ uri: '/api/auth/me', headers: FETCH })).toBe('401 missing');

    const { status, out } = await shell.run('doctor');
    expect(out).not.toContain('backend-replaced');
    expect(out).not.toMatch(/the behavior (?:default|\/api\/\*) of \S+ does not run/);
    expect(out).toContain('/public/*');
    expect(status).toBe(0);
  });

  it('is warned of if backendPaths does not name the API, which then gets the page', async () => {
    const { world, distribution, shell } = await startSite({});
    const what =
      'runs the function in front of a backend, and backendPaths does not name its paths: those without a "." become /index.html';
    const planned = await shell.run('deploy', '--dry-run');
    expect(planned.err).toContain(`warning: the behavior /api/* ${what}; add "/api/*" to`);
    expect((await shell.run('deploy')).err).toContain(what);
    world.fake.clock.advance(3600);
    const { cookies } = loggedInRequest(world);
    expect(await ask(world, distribution, { uri: '/api/users', headers: FETCH, cookies })).toBe(
      '/index.html',
    );
    const { out } = await shell.run('doctor');
    expect(out).toContain('warning  backend-replaced');
    expect(out).toContain(`the behavior /api/* of ${distribution} ${what}`);
    expect(out).toContain('add "/api/*" to backendPaths, then npx pocket-spa-auth deploy');
  });
});

describe('two functions', () => {
  it('stay possible: a stage of its own for the API, without spaFallback', async () => {
    const { world, distribution, shell } = await startSite({
      stages: {
        site: { deploy: { behaviors: ['default'] } },
        api: { spaFallback: false, deploy: { behaviors: ['/api/*'] } },
      },
    });
    for (const stage of ['site', 'api']) {
      const { status, err } = await shell.run('deploy', '--stage', stage);
      expect([status, err.includes('backendPaths')]).toEqual([0, false]);
    }
    world.fake.clock.advance(3600);
    expect(await ask(world, distribution, { uri: '/api/users', headers: FETCH })).toBe(
      '401 missing',
    );
    expect(await ask(world, distribution, { uri: '/reports', headers: PAGE })).toBe('302 missing');
  });
});
