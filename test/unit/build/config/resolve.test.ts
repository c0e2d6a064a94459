import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../../build/config/resolve.js';
import { ConfigError } from '../../../../build/host/errors.js';

const DEFAULTS = {
  runtime: 'cloudfront-js-2.0',
  secret: 'kvs',
  cookieName: 'pocket-spa-token',
  loginPath: '/api/auth/login',
  nextParam: 'next',
  spaFallback: '/index.html',
  publicPaths: [],
  backendPaths: [],
  fileExtensions: false,
  unauthenticated: 'auto',
  preflight: 'pass',
  identityHeader: false,
  clockTolerance: 0,
  loopGuard: true,
  loopPage: {},
  revocation: false,
  logReason: false,
  before: false,
  after: false,
};

/** The lines of the error for a configuration; none if it is valid. */
function problems(config: unknown, stage?: string): string[] {
  try {
    resolveConfig(config, stage);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).exitCode).toBe(2);
    return (error as ConfigError).message
      .split('\n')
      .map((line) => line.replace('configuration: ', ''));
  }
  return [];
}

describe('defaults and stages', () => {
  it('gives the defaults of SPEC section 6', () => {
    expect(resolveConfig({})).toEqual(DEFAULTS);
    expect(resolveConfig({ $schema: './schema.json', stages: {} })).toEqual(DEFAULTS);
  });

  it('overrides the keys of the top level with those of the stage', () => {
    const config = {
      loginPath: '/login',
      publicPaths: ['/a'],
      stages: { dev: { publicPaths: ['/b'], clockTolerance: 60 }, prd: {} },
    };
    expect(resolveConfig(config)).toEqual({
      ...DEFAULTS,
      loginPath: '/login',
      publicPaths: ['/a'],
    });
    expect(resolveConfig(config, 'dev')).toEqual({
      ...DEFAULTS,
      loginPath: '/login',
      publicPaths: ['/b'],
      clockTolerance: 60,
    });
    expect(resolveConfig(config, 'prd')).toEqual({
      ...DEFAULTS,
      loginPath: '/login',
      publicPaths: ['/a'],
    });
  });

  it('never changes its argument', () => {
    const stages = Object.freeze({ dev: Object.freeze({ identityHeader: 'X-User' }) });
    const config = Object.freeze({ stages });
    expect(resolveConfig(config, 'dev').identityHeader).toBe('x-user');
  });

  it.each(['stg', '', 'toString', '__proto__'])(
    'lists the stages if the stage %j does not exist',
    (stage) => {
      const [line] = problems({ stages: { dev: {}, prd: {} } }, stage);
      expect(line).toMatch(/^stages: no stage .*; allowed: "dev", "prd"$/);
    },
  );

  it('says that a configuration has no stages if one is chosen', () => {
    expect(problems({}, 'dev')).toEqual([
      'stages: no stage "dev"; allowed: no stage, because the configuration has none',
    ]);
  });
});

describe('the problems of a configuration', () => {
  it.each([
    [{ runtime: 'cloudfront-js-3.0' }, 'runtime: found "cloudfront-js-3.0"; allowed: "cloudfront'],
    [
      { secret: 'f'.repeat(64) },
      'secret: found text of 64 characters; allowed: "kvs" or "embedded"',
    ],
    [{ cookieName: 'a b' }, 'cookieName: found "a b"; allowed: a cookie name'],
    [{ cookieName: '' }, 'cookieName: found empty text'],
    [
      { cookieName: 'Pocket-Spa-Bounce' },
      'cookieName: found "Pocket-Spa-Bounce"; allowed: any name',
    ],
    [{ loginPath: null }, 'loginPath: found null'],
    [{ loginPath: '/login*' }, 'loginPath: found "/login*": it contains a "*"'],
    [{ loginPath: '/in?a&next=b' }, 'loginPath: found "/in?a&next=b": its query already'],
    [{ loginPath: 'https://x.org?r=', nextParam: 'r' }, 'loginPath: found "https://x.org?r=": its'],
    [{ loginPath: '/in?%6Eext' }, 'loginPath: found "/in?%6Eext": its query already'],
    [{ spaFallback: '/app/*' }, 'spaFallback: found "/app/*": it contains a "*"'],
    [{ nextParam: 'a=b' }, 'nextParam: found "a=b"'],
    [{ spaFallback: true }, 'spaFallback: found true; allowed: a plain path'],
    [{ spaFallback: 'x' }, 'spaFallback: found "x": it does not begin with "/"'],
    [{ publicPaths: '/a' }, 'publicPaths: found "/a"; allowed: a list'],
    [{ publicPaths: ['/a', '/*'] }, 'publicPaths[1]: found "/*": it would make'],
    [{ unauthenticated: 401 }, 'unauthenticated: found 401'],
    [{ preflight: [] }, 'preflight: found a list of 0 items'],
    [{ identityHeader: 'Host' }, 'identityHeader: found "Host": CloudFront does not'],
    [{ clockTolerance: -1 }, 'clockTolerance: found -1; allowed: whole seconds'],
    [{ clockTolerance: 86_401 }, 'clockTolerance: found 86401'],
    [{ clockTolerance: 0.5 }, 'clockTolerance: found 0.5'],
    [{ clockTolerance: Number.NaN }, 'clockTolerance: found NaN'],
    [{ loopGuard: undefined }, 'loopGuard: found nothing; allowed: true or false'],
    [{ revocation: 1 }, 'revocation: found 1; allowed: true or false'],
    [{ logReason: 'yes' }, 'logReason: found "yes"; allowed: true or false'],
    [{ deploy: [] }, 'deploy: found a list of 0 items; allowed: an object of keys'],
    [{ deploy: { name: '-x' } }, 'deploy.name: found "-x"; allowed: a name: 1 to 63'],
    [{ deploy: { name: 'x'.repeat(64) } }, `deploy.name: found "${'x'.repeat(64)}"`],
    [{ deploy: { distribution: 'e1a2b3c4' } }, 'deploy.distribution: found "e1a2b3c4"'],
    [{ deploy: { behaviors: [] } }, 'deploy.behaviors: found a list of 0 items; allowed: a list'],
    [{ deploy: { behaviors: ['/a', '/b c'] } }, 'deploy.behaviors[1]: found "/b c"'],
    [{ secret: 'hunter2' }, 'secret: found text of 7 characters; allowed: "kvs" or "embedded"'],
    [{ secret: 12345678 }, 'secret: found a number; allowed: "kvs" or "embedded"'],
    [
      { loginPath: 'https://ada:hunter2@x.org' },
      'loginPath: found "https://…@x.org": it contains a user name',
    ],
    [{ nextParam: `${'ab '.repeat(50)}` }, `nextParam: found "${'ab '.repeat(33)}a…", text of 150`],
    [{ deploy: { secretId: 'a b' } }, 'deploy.secretId: found text of 3 characters; allowed: the'],
    [{ deploy: { secretId: 'c0ffee'.repeat(8) } }, 'deploy.secretId: found text of 48 characters'],
    [{ deploy: { secretKey: '' } }, 'deploy.secretKey: found empty text; allowed: the name of'],
    [{ deploy: { secretPath: 'a' } }, 'deploy.secretPath: found text of 1 character; allowed: a'],
    [{ deploy: { maxAge: 0.5 } }, 'deploy.maxAge: found 0.5'],
    [
      { deploy: { rotation: 'rings' } },
      'deploy.rotation: found "rings"; allowed: "ring" or "labels"',
    ],
    [{ deploy: { backendTtl: -1 } }, 'deploy.backendTtl: found -1'],
    [{ deploy: { distributon: 'E1' } }, 'deploy: unknown key "distributon"; did you mean "dist'],
    [{ preview: [] }, 'preview: found a list of 0 items; allowed: an object with headers'],
    [{ preview: { header: {} } }, 'preview: unknown key "header"; did you mean "headers"?'],
    [
      { stages: { dev: { preview: { haeders: {} } } } },
      'stages.dev.preview: unknown key "haeders"; did you mean "headers"?',
    ],
    [
      { preview: { headers: { '/*.html': 'no-cache' } } },
      'preview.headers./*.html: found "no-cache"; allowed: an object of headers, such',
    ],
    [
      { preview: { headers: { 'my folder/*': {} } } },
      'preview.headers: unusable key "my folder/*"; allowed: a path pattern, such as "/*.html"',
    ],
    [
      { preview: { headers: { '/*': { 'Cache Control': 'x' } } } },
      'preview.headers./*: unusable key "Cache Control": it is not a header name; allowed: the name',
    ],
    [
      { preview: { headers: { '/*': { Connection: 'close' } } } },
      'preview.headers./*: unusable key "Connection": CloudFront sets it itself; allowed: the name',
    ],
    [
      { preview: { headers: { '/*': { 'Set-Cookie': 'a=b\n' } } } },
      'preview.headers./*.Set-Cookie: found text of 4 characters; allowed: the value of a header',
    ],
    [
      { preview: { headers: { '/*': { 'X-A': 'b\r\nX-C: d' } } } },
      'preview.headers./*.X-A: found "b\\r\\nX-C: d"; allowed: the value of a header: ASCII',
    ],
    [
      { stages: { dev: { deploy: { nmae: 'x' } } } },
      'stages.dev.deploy: unknown key "nmae"; did you mean "name"?',
    ],
    [{ stages: { 'a b': {} } }, 'stages: unusable key "a b"; allowed: a stage name'],
    [{ stages: { dev: 1 } }, 'stages.dev: found 1; allowed: an object of keys'],
    [{ stages: { dev: { stages: {} } } }, 'stages.dev: unknown key "stages"'],
    [{ logginPath: '/x' }, 'unknown key "logginPath"; did you mean "loginPath"?'],
    [{ publicpaths: [] }, 'unknown key "publicpaths"; did you mean "publicPaths"?'],
    [{ zzz: 1 }, 'unknown key "zzz"; allowed: $schema, runtime, secret'],
    [null, 'found null; allowed: an object of keys'],
    [[], 'found a list of 0 items; allowed: an object of keys'],
  ])('give the key, what was found and what is allowed: case %#', (config, line) => {
    const lines = problems(config);
    expect(lines).toHaveLength(1);
    expect(lines[0]!.slice(0, line.length)).toBe(line);
  });

  it('are listed completely, one per line', () => {
    const config = {
      a: 1,
      loginPath: 'x',
      stages: { prd: { publicPaths: ['/a', '/b', '/c//d'] } },
    };
    expect(problems(config).map((line) => line.split(/: found|;/)[0])).toEqual([
      'loginPath',
      'stages.prd.publicPaths[2]',
      'unknown key "a"',
    ]);
  });

  it('include the KeyValueStore on runtime 1.0 in any stage', () => {
    const old = { runtime: 'cloudfront-js-1.0' };
    expect(problems(old)[0]).toMatch(/^runtime: .* cannot read the KeyValueStore; allowed: secret/);
    const staged = { ...old, stages: { dev: {}, prd: { secret: 'embedded' } } };
    expect(problems(staged, 'prd').map((line) => line.split(':')[0])).toEqual([
      'stages.dev.runtime',
    ]);
    expect(problems({ ...old, secret: 'embedded' })).toEqual([]);
  });

  it('include a login path with nextParam in its query in any stage', () => {
    const config = { loginPath: '/in?to=x', stages: { dev: {}, prd: { nextParam: 'to' } } };
    expect(problems(config).map((line) => line.split(':')[0])).toEqual(['stages.prd.loginPath']);
    expect(problems({ loginPath: '/next?nextto=x&to=next' })).toEqual([]);
  });

  it('include logReason in an embedded function', () => {
    expect(problems({ logReason: true, secret: 'embedded' })).toEqual([
      'logReason: true needs the module "cloudfront", which an embedded function does not import; allowed: secret "kvs", or false',
    ]);
    expect(problems({ logReason: true })).toEqual([]);
  });

  it('include revocation without a KeyValueStore in any stage', () => {
    const config = { revocation: true, stages: { dev: {}, prd: { secret: 'embedded' } } };
    expect(problems(config)).toEqual([
      'stages.prd.revocation: true needs the KeyValueStore; allowed: secret "kvs", or false',
    ]);
    expect(problems({ revocation: true })).toEqual([]);
  });

  it('include a rotation by labels without a KeyValueStore in any stage', () => {
    const deploy = { rotation: 'labels' };
    const ring = { deploy: { rotation: 'ring' }, secret: 'embedded' };
    const config = { deploy, stages: { dev: {}, prd: { secret: 'embedded' }, old: ring } };
    expect(problems(config)).toEqual([
      'stages.prd.deploy.rotation: "labels" needs the KeyValueStore, because an embedded function contains the secret of one version only; allowed: secret "kvs", or "ring"',
    ]);
    expect(problems({ deploy, secret: 'embedded' })).toHaveLength(1);
    expect(problems({ deploy })).toEqual([]);
  });

  it('do not concern deploy and preview, which are not part of the resolved configuration', () => {
    const preview = { headers: { '/*': { 'Cache-Control': 'no-cache' } } };
    expect(resolveConfig({ deploy: { name: 'shop' }, preview })).toEqual(DEFAULTS);
  });

  it('never show a value that may be a pasted secret', () => {
    const pasted = 'c0ffee'.repeat(10);
    const keys = Object.keys(DEFAULTS);
    for (const config of [
      ...keys.map((key) => ({ [key]: `${pasted} ` })),
      ...keys.map((key) => ({ [key]: [pasted] })),
      ...keys.map((key) => ({ stages: { dev: { [key]: { [pasted]: pasted } } } })),
      ...['name', 'distribution', 'secretId', 'secretKey', 'behaviors'].map((key) => ({
        deploy: { [key]: { [pasted]: `${pasted} ` } },
      })),
      { [pasted]: 1 },
      { stages: { [`${pasted} `]: {} } },
    ]) {
      const lines = problems(config);
      expect(lines).not.toEqual([]);
      expect(lines.join()).not.toContain('c0ffee');
    }
    expect(problems({}, pasted).join()).not.toContain('c0ffee');
  });

  it.each([
    `ada:1999999999:${'ab'.repeat(32)} `,
    `pocket-spa-token=ada:1:${'ab'.repeat(32)}; Path=/`,
    'Zm9vYmFyIGlzIG5vdCBhIHNlY3JldCBidXQgMTIz ',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N ',
  ])('never show a token or a cookie: case %#', (pasted) => {
    for (const key of ['loginPath', 'nextParam', 'cookieName', 'unauthenticated']) {
      expect(problems({ [key]: pasted }).join()).toContain(`text of ${pasted.length} characters`);
    }
    expect(problems({ [pasted]: 1 }).join()).toContain(`unknown key of ${pasted.length}`);
  });
});
