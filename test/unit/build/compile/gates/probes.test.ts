import { describe, expect, it } from 'vitest';
import { checkGates } from '../../../../../build/compile/gates/index.js';
import type { EdgeConfig, ResolvedConfig } from '../../../../../build/config/edge-config.js';
import { resolveConfig } from '../../../../../build/config/resolve.js';
import { buildArtifact, expectRefusal, plantFault } from './artifact.js';

// No vector was written for these configurations.
const PATH = resolveConfig({
  loginPath: '/sign/in?via=edge',
  nextParam: 'back',
  spaFallback: '/app/shell.html',
  publicPaths: ['/open/*', '/about', '/img*'],
  identityHeader: 'x-auth.user_id',
  clockTolerance: 7,
});

const HOST = resolveConfig({ ...PATH, loginPath: 'https://id.example.net/sign/in' });

const REVOCATION = resolveConfig({ ...PATH, revocation: true });

const EMBEDDED = resolveConfig({ ...PATH, secret: 'embedded' });

describe('a configuration that no vector was written for', () => {
  it.each<EdgeConfig>([
    PATH,
    HOST,
    EMBEDDED,
    { ...EMBEDDED, runtime: 'cloudfront-js-1.0' },
    { ...HOST, secret: 'embedded', runtime: 'cloudfront-js-1.0' },
    REVOCATION,
    { ...REVOCATION, logReason: true },
    { ...REVOCATION, unauthenticated: 'redirect', preflight: 'deny', loopGuard: false },
    { ...PATH, unauthenticated: 'redirect', preflight: 'deny' },
    { ...PATH, loopGuard: false, spaFallback: false },
    { ...PATH, publicPaths: ['/', '/z*', '/zz/a', '/sign/*', '/toString'] },
    { ...PATH, preflight: 'deny', identityHeader: 'remoteuser' },
    { loginPath: '/', publicPaths: ['/sign'], identityHeader: 'X-Probe' },
    { loginPath: '/?login' },
    { loginPath: 'https://id.example.net' },
    { loginPath: 'https://id.example.net:8443/?a=b', publicPaths: ['/'] },
    { loginPath: 'https://id.example.net', unauthenticated: 'redirect', loopGuard: false },
    { loginPath: 'https://id.example.net/in', publicPaths: ['/in', '/in*'] },
    { cookieName: '__proto__', loginPath: '/in', clockTolerance: 86_400 },
    { cookieName: 'Session', loginPath: '/a/b/c;d', nextParam: '__proto__' },
  ])('passes every gate: %j', async (config) => {
    await checkGates(await buildArtifact(resolveConfig(config)));
  });
});

describe('a wrong decision that no vector covers is refused by the probes', () => {
  const everythingIsPlain = (code: string) => code.replace(/\w\.length<=1024&&!/, '!0||!');
  const keepsIdentity = (code: string) => code.replace(/delete (\w+\[\w+\.substr)/, '0&&$1');
  const allowsOnError = (code: string) =>
    code.replace(/(handler\((\w)\).*catch\(\w\)\{return )\w+\(\)/, '$1$2.request');

  it.each<[fault: string, config: ResolvedConfig, change: (code: string) => string]>([
    ['the login path is not public', PATH, (code) => code.replace('==="/sign/in"', '==="/sign"')],
    ['the login path is not public', HOST, (code) => code.replace('==="/sign/in"', '==="/sign"')],
    [
      'the login path is public on every host',
      HOST,
      (code) => code.replace('==="id.e', '!=="id.e'),
    ],
    [
      'paths beside the login path are public',
      PATH,
      (code) => code.replace('.uri==="/sign/in"', '.uri.indexOf("/sign/in")===0'),
    ],
    ['goes to another host', PATH, (code) => code.replace('"/sign/in?', '"https://evil.example/?')],
    ['goes to another host', HOST, (code) => code.replace('"https://id.', '"https://evil.')],
    ['comes back under another parameter', PATH, (code) => code.replace('&back=', '&next=')],
    ['comes back without the query', PATH, (code) => code.replace(/"\?"\+(\w)/, '"?"')],
    [
      'names another login path to scripts',
      PATH,
      (code) => code.replace('"login":"/sign/in', '"login":"/sign/out'),
    ],
    ['answers 200 for 302', PATH, (code) => code.replace('302', '200')],
    ['answers 200 for 401', PATH, (code) => code.replace('401', '200')],
    ['answers 302 for 303', PATH, (code) => code.replace('303', '302')],
    ['can be cached', PATH, (code) => code.replace('no-store', 'no-cache')],
    ['never ends a loop', PATH, (code) => code.replace('===8', '===9')],
    ['counts no redirects', PATH, (code) => code.replace('.cookies={', '.cookie={')],
    ['keeps the viewer’s identity', PATH, keepsIdentity],
    [
      'keeps one spelling of the viewer’s identity',
      PATH,
      (code) => code.replaceAll('[^a-zA-Z0-9\\x0a]', '[_.]'),
    ],
    ['keeps the viewer’s identity in capitals', PATH, (code) => code.replaceAll('[xX]', 'x')],
    [
      'sets no identity',
      PATH,
      (code) => code.replace('.headers["x-auth.user_id"]=', '.headers["x-auth"]='),
    ],
    [
      'sets an unescaped identity',
      PATH,
      (code) => code.replace(/=encodeURIComponent\((\w)\)/, '=$1'),
    ],
    ['treats every path after a prefix as plain', PATH, everythingIsPlain],
    ['treats an exact path as a prefix', PATH, (code) => code.replace('"/about"', '"/about*"')],
    ['makes another path public', PATH, (code) => code.replace('"/open/*"', '"/ope*"')],
    [
      'falls back to another file',
      PATH,
      (code) => code.replace('"/app/shell.html"', '"/index.html"'),
    ],
    ['falls back for files too', PATH, (code) => code.replace(/\)<0&&\(\w\.uri=/, ')<9&&(e.uri=')],
    ['refuses the preflight', PATH, (code) => code.replace('"OPTIONS"', '"OPTION"')],
    ['finds no cut-off', REVOCATION, (code) => code.replace('.exists(', '.exists("x"+')],
    [
      'accepts a token that expires at the cut-off',
      REVOCATION,
      (code) => code.replace('<=+', '<+'),
    ],
    [
      'refuses a token that expires one second after the cut-off',
      REVOCATION,
      (code) => code.replace('<=+', '<=1+'),
    ],
    [
      'refuses everybody by the cut-off of one user',
      REVOCATION,
      (code) => code.replace(/update\(\w\[2\]\)/, 'update("")'),
    ],
    ['ignores an invalid cut-off', REVOCATION, (code) => code.replace('!/^\\d', '/^x')],
    [
      'refuses a ring with a cut-off although cut-offs are not checked',
      PATH,
      (code) => code.replace('(";")', '("|")'),
    ],
    ['lets a request go on after an error', PATH, allowsOnError],
    ['lets a request go on after an error', REVOCATION, allowsOnError],
    ['lets a request go on after an error', EMBEDDED, allowsOnError],
    [
      'throws an error',
      EMBEDDED,
      (code) => code.replace(/(catch\((\w)\)\{)return \w+\(\)\}\}\s*$/, '$1throw $2}}'),
    ],
  ])('the function %s: case %#', async (_, config, change) => {
    const built = await buildArtifact(config);
    const error = await expectRefusal(plantFault(built, change));
    expect(error.gate).toBe('probes');
    expect(error.message).not.toContain('evil');
  });

  it('refuses a function that answers a preflight with an invalid output', async () => {
    const built = await buildArtifact({ ...PATH, preflight: 'deny' });
    const change = (code: string) =>
      code.replace(/(\w+\((\w)\.cookies,Date\.now\(\)\/1e3\))/, '($2.method==="OPTIONS"?0:$1)');
    expect((await expectRefusal(plantFault(built, change))).gate).toBe('probes');
  });
});
