import { describe, expect, it } from 'vitest';
import { deployWarnings } from '../../../../../build/aws/deploy/warnings.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { startWorld } from '../world.js';
import { listWrites, runDeploy } from './deployment.js';

// Each changes decisions of the function, so no vector was written for it.
const CONFIGURED: readonly EdgeConfig[] = [
  { publicPaths: ['/assets/*'] },
  { loginPath: '/login?from=app', nextParam: 'to', publicPaths: ['/zz/*'], spaFallback: false },
  { loginPath: 'https://login.example.com/in', unauthenticated: 'redirect', preflight: 'deny' },
  { loopGuard: false, cookieName: '__Host-Token', clockTolerance: 600 },
  { identityHeader: 'x-user', backendPaths: ['/api/*'], spaFallback: '/app.html' },
  { spaFallback: '/app.html', backendPaths: ['/zz/*'], revocation: true },
  { secret: 'embedded', runtime: 'cloudfront-js-1.0', fileExtensions: ['js'] },
  { secret: 'embedded', publicPaths: ['/a', '/assets/*'] },
];

const BOTH: readonly [string, EdgeConfig][] = [
  ['default', {}],
  ['configured', CONFIGURED[0]!],
];

/** Wraps the handler: `change` is code that changes the output `r`. */
function changeOutput(change: string) {
  const wrapped = `var inner = handler; handler = async function (e) { var r = await inner(e); ${change} return r; };`;
  return (code: string) => `${code}\n${wrapped}\n`;
}

// The answer is 503 until the secret has arrived.
const ON_REFUSAL = 'if (r.statusCode === 302)';

describe.each(BOTH)('the answers of a %s function', (_, config) => {
  it.each([
    [
      'redirects to another host',
      `${ON_REFUSAL} r.headers.location.value = 'https://evil.example/secret-token';`,
      'expired: another header location',
    ],
    [
      'redirects to a second location',
      `${ON_REFUSAL} r.headers.location.multiValue = [{ value: r.headers.location.value }, { value: '//evil.example' }];`,
      'another header location',
    ],
    ['has no location', `${ON_REFUSAL} delete r.headers.location;`, 'no header location'],
    ['answers 307', `${ON_REFUSAL} r.statusCode = 307;`, 'the status 307; expected: 302'],
    ['answers 200', `${ON_REFUSAL} r.statusCode = 200;`, 'the status 200; expected: 302'],
    [
      'may be cached',
      `${ON_REFUSAL} r.headers['cache-control'].value = 'max-age=60';`,
      'another header cache-control',
    ],
    [
      'has no cache-control',
      `${ON_REFUSAL} delete r.headers['cache-control'];`,
      'no header cache-control',
    ],
    ['has no cookies', `${ON_REFUSAL} delete r.cookies;`, 'no cookie pocket-spa-bounce'],
    [
      'sets another cookie',
      `${ON_REFUSAL} r.cookies['pocket-spa-bounce'].attributes = 'Path=/; Domain=example';`,
      'another cookie pocket-spa-bounce',
    ],
    [
      'gives another reason',
      `${ON_REFUSAL} r.headers['x-spa-auth-reason'].value = 'expired';`,
      'refuses the request, expired',
    ],
    [
      'rewrites the uri',
      "if (r.uri) r.uri = '/other.html';",
      'valid: another uri; expected: "/index.html"',
    ],
    [
      'drops the cookie of the token',
      "if (r.uri) delete r.cookies['pocket-spa-token'];",
      'no cookie pocket-spa-token',
    ],
    [
      'changes the cookie of the token',
      "if (r.uri) r.cookies['pocket-spa-token'].value = 'other:1:1';",
      'another cookie pocket-spa-token',
    ],
    [
      'drops a header',
      "if (r.uri) delete r.headers['sec-fetch-mode'];",
      'no header sec-fetch-mode',
    ],
  ])('are not published if one %s', async (_what, change, problem) => {
    const world = await startWorld();
    const run = runDeploy(world, config, { edit: changeOutput(change) });
    const error = await run.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_GATE', exitCode: 3 });
    const { message } = error as Error;
    expect(message).toContain(problem);
    expect(message).not.toMatch(/evil|secret-token|max-age|Domain|other:1/);
    expect(listWrites(world)).not.toContain('PublishFunction');
  });

  it.each<[string, (answer: Answer) => void, string]>([
    [
      'a header of the response',
      ({ response }) => response && addTo(response, 'headers', 'x-amz-request-id'),
      'header x-amz-request-id of the response',
    ],
    [
      'a member of the response',
      ({ response }) => response && Object.assign(response, { bodyEncoding: 'text' }),
      'bodyEncoding of the response',
    ],
    [
      'a cookie of the response',
      ({ response }) => response && addTo(response, 'cookies', 'extra'),
      'cookie extra of the response',
    ],
    [
      'a header of the request',
      ({ request }) => request && addTo(request, 'headers', 'x-forwarded-for'),
      'header x-forwarded-for of the request',
    ],
    [
      'a member of the request',
      ({ request }) => request && Object.assign(request, { rawQueryString: '', clientIp: '::1' }),
      'clientIp of the request',
    ],
    [
      'a parameter of the query',
      ({ request }) => request && addTo(request, 'querystring', 'lang'),
      'parameter lang of the request',
    ],
    [
      'a name that could be a token',
      ({ response }) => response && addTo(response, 'headers', `ada:1:${'0f'.repeat(32)}`),
      'header text of 70 characters of the response',
    ],
  ])('may have %s more, with a warning', async (_what, change, named) => {
    const world = await startWorld();
    world.fake.cloudfront.editAnswer = change as (answer: object) => void;
    const result = await runDeploy(world, config);
    expect(listWrites(world)).toContain('PublishFunction');
    const warnings = deployWarnings(result);
    expect(warnings).toEqual([expect.stringContaining(named)]);
    expect(warnings.join()).not.toMatch(/0f0f|ada:|a value/);
  });

  it('may lack empty collections, and have empty members and repeated values', async () => {
    const world = await startWorld();
    world.fake.cloudfront.editAnswer = (({ request, response }: Answer) => {
      if (response) {
        Object.assign(response, { statusDescription: 'Found', body: '' });
        const control = response.headers!['cache-control'] as Item;
        control.multiValue = [{ value: control.value }];
      }
      if (request) {
        delete request.querystring;
      }
    }) as (answer: object) => void;
    const result = await runDeploy(world, config);
    expect(listWrites(world)).toContain('PublishFunction');
    expect(deployWarnings(result)).toEqual([]);
  });

  it.each(['"text"', '[]', '{"response":"text"}', '{"response":null}', '{"request":[]}', '{'])(
    'are refused if one is %s',
    async (text) => {
      const world = await startWorld();
      world.fake.cloudfront.editAnswer = () => text;
      await expect(runDeploy(world, config)).rejects.toThrow('at valid: no output');
    },
  );

  it('may have headers and cookies of a wrong form, which are taken for missing', async () => {
    const world = await startWorld();
    world.fake.cloudfront.editAnswer = (({ response }: Answer) => {
      if (response) {
        Object.assign(response, { cookies: 7 });
        Object.assign(response.headers!, { location: null, 'cache-control': 'no-store' });
      }
    }) as (answer: object) => void;
    await expect(runDeploy(world, config)).rejects.toThrow(/at \w+: no header /);
  });
});

describe('the answers of a function', () => {
  it.each(CONFIGURED)('with the configuration %j are as expected', async (config) => {
    const world = await startWorld();
    const result = await runDeploy(world, config);
    expect(listWrites(world)).toContain('PublishFunction');
    expect(result.state.additions).toEqual([]);
  });

  it('to a valid token must lead to the login while everybody is cut off', async () => {
    const world = await startWorld();
    const config = { revocation: true };
    await runDeploy(world, config);
    const ring = world.fake.stores.entries('pocket-spa-auth').token_secret!;
    const cutOff = `${ring};${world.clock.now() + 700_000}`;
    world.fake.stores.put('pocket-spa-auth', 'token_secret', cutOff);
    await world.clock.sleep(60);
    const changed = { ...config, loginPath: '/login' };
    const elsewhere = changeOutput(
      "if (r.statusCode === 302 && r.headers['x-spa-auth-reason'].value === 'revoked') r.headers.location.value = '//evil';",
    );
    const bad = runDeploy(world, changed, { edit: elsewhere });
    await expect(bad).rejects.toThrow('at valid: another header location');
    await runDeploy(world, changed);
    expect(listWrites(world).at(-1)).toBe('PublishFunction');
  });

  it('must carry the identity header with the user of the token', async () => {
    const world = await startWorld();
    const edit = changeOutput("if (r.uri) r.headers['x-user'].value = 'admin';");
    const run = runDeploy(world, { identityHeader: 'x-user' }, { edit });
    await expect(run).rejects.toThrow('at valid: another header x-user');
  });
});

interface Item {
  value: string;
  multiValue?: { value: string }[];
}

interface Part {
  headers?: Record<string, unknown>;
  cookies?: Record<string, unknown>;
  querystring?: Record<string, unknown>;
}

/** What TestFunction gives as the output. */
interface Answer {
  request?: Part;
  response?: Part;
}

function addTo(part: Part, collection: 'headers' | 'cookies' | 'querystring', name: string) {
  part[collection] = { ...part[collection], [name]: { value: 'a value' } };
}
