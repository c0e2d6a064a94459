import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compileEdge } from '../../../../build/compile/bundle.js';
import type { EdgeConfig } from '../../../../build/config/edge-config.js';
import { resolveConfig } from '../../../../build/config/resolve.js';
import { createExplainer, type ExplainerOptions } from '../../../../build/explain/explain.js';
import type { Candidate, Explanation } from '../../../../build/explain/explanation.js';
import { parseRequest, type RequestInput } from '../../../../build/explain/input.js';
import { formatExplanation } from '../../../../build/explain/report.js';

const SECRET = '0123456789abcdef'.repeat(4);
const OLD_SECRET = 'fedcba9876543210'.repeat(4);
// As sha256sum prints it.
const SHA256_OF_ADA = 'fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029';
const NOW = 1_800_000_000;
const DAY = 86_400;

/** A token, made without the signer. */
function token(userId: string, expiry: number, secret = SECRET): string {
  const mac = createHmac('sha256', Buffer.from(secret, 'hex')).update(`${userId}:${expiry}`);
  return `${userId}:${expiry}:${mac.digest('hex')}`;
}

async function explain(
  given: Partial<RequestInput>,
  config: EdgeConfig = {},
  options: Partial<ExplainerOptions> = {},
): Promise<Explanation> {
  const resolved = resolveConfig(config);
  const ring = options.ring ?? SECRET;
  const embedded = resolved.secret === 'embedded' ? ring : '';
  const code = options.code ?? (await compileEdge(resolved, embedded));
  const explainer = await createExplainer({ config: resolved, ring, ...options, code });
  const input = { target: '/', method: 'GET', headers: [], ...given };
  return explainer.explain(parseRequest(input, resolved.cookieName).request, NOW);
}

function findStep({ steps }: Explanation, name: string) {
  return steps.find(({ step }) => step === name);
}

function candidates(explanation: Explanation): readonly Candidate[] {
  return findStep(explanation, 'cookie')?.candidates ?? [];
}

describe('the path', () => {
  const publicPaths = ['/robots.txt', '/assets/*'];

  it.each([
    ['/assets/app.js', 'listed', 'publicPaths has "/assets/*"', 'pass'],
    ['/api/auth/login', 'login', 'loginPath', 'pass'],
    ['/assets/%2e%2e/x', 'not_plain', '"%2e" at character 9', 'redirect'],
    ['/assets//x', 'not_plain', '"//" at character 8', 'redirect'],
    [`/assets/${'x'.repeat(1024)}`, 'not_plain', '1,024 characters', 'redirect'],
    ['/reports', 'no', 'no entry of publicPaths', 'redirect'],
  ])('%s: %s', async (target, result, text, verdict) => {
    const explanation = await explain({ target }, { publicPaths });
    expect(explanation).toMatchObject({ verdict, disagreement: null });
    expect(findStep(explanation, 'public')).toMatchObject({ result });
    expect(findStep(explanation, 'public')?.text).toContain(text);
    expect(findStep(explanation, 'cookie') === undefined).toBe(verdict === 'pass');
  });

  it.each([
    ['/deep/link', 'route', '/index.html?x=1'],
    ['/app.js', 'file', '/app.js?x=1'],
    ['/ws/chat', 'backend', '/ws/chat?x=1'],
  ])('%s of a valid user is a %s', async (path, result, target) => {
    const explanation = await explain(
      { target: `${path}?x=1`, cookie: token('ada', NOW + DAY) },
      { backendPaths: ['/ws/*'] },
    );
    expect(findStep(explanation, 'route')).toMatchObject({ result });
    expect(explanation).toMatchObject({ verdict: 'pass', answer: { kind: 'request', target } });
  });

  it.each([
    [['origin: https://a.example', 'access-control-request-method: PUT'], 'pass', 'pass'],
    [['origin: https://a.example'], 'no', 'refuse'],
  ])('a preflight with %j', async (headers, result, verdict) => {
    const explanation = await explain({ method: 'OPTIONS', headers });
    expect(findStep(explanation, 'preflight')).toMatchObject({ result });
    expect(explanation.verdict).toBe(verdict);
  });
});

describe('the cookie', () => {
  it('tells every candidate and what it failed at', async () => {
    const cookie = [
      'theme=dark',
      'pocket-spa-token=junk',
      `pocket-spa-token="${token('old', NOW - 2 * DAY)}"`,
      `pocket-spa-token=${token('eve', NOW + DAY, '0f'.repeat(32))}`,
      `pocket-spa-token=${encodeURIComponent(token('ada', NOW + 3 * DAY, OLD_SECRET))}`,
      `pocket-spa-token=${token('late', NOW + DAY)}`,
    ].join('; ');
    const explanation = await explain({ cookie }, {}, { ring: `${SECRET},${OLD_SECRET}` });
    expect(explanation).toMatchObject({ verdict: 'pass', reason: '', disagreement: null });
    expect(candidates(explanation)).toEqual([
      { cookie: 1, reading: 'as_sent', result: 'malformed' },
      { cookie: 2, reading: 'unquoted', result: 'expired', expiry: NOW - 2 * DAY },
      { cookie: 3, reading: 'as_sent', result: 'bad_signature', expiry: NOW + DAY },
      { cookie: 4, reading: 'as_sent', result: 'malformed' },
      {
        ...{ cookie: 4, reading: 'decoded', result: 'valid' },
        ...{ expiry: NOW + 3 * DAY, secret: 2, userId: 'ada' },
      },
      { cookie: 5, reading: null, result: 'not_read' },
    ]);
    const { details } = findStep(explanation, 'cookie')!;
    expect(details[1]).toContain('expired 2 days ago, at 2027-01-13T08:00:00.000Z (1799827200)');
    expect(details[2]).toContain('wrong under each of the 2 secrets');
    expect(details[4]).toContain('user "ada", signed by secret 2 of 2, 3 days left');
  });

  it.each([
    ['missing', undefined],
    ['malformed', 'pocket-spa-token=junk'],
    ['expired', token('ada', NOW - 1)],
    ['bad_signature', token('ada', NOW + DAY, OLD_SECRET)],
  ])('%s', async (reason, cookie) => {
    const explanation = await explain({ cookie });
    expect(explanation).toMatchObject({ verdict: 'redirect', reason, disagreement: null });
    expect(findStep(explanation, 'cookie')).toMatchObject({ result: reason });
    expect(explanation.advice).not.toBe('');
    expect(explanation.changes[0]).toMatchObject({ change: 'cookie: valid', verdict: 'pass' });
  });

  it.each([
    ['everybody', { token_secret: `${SECRET};${NOW + DAY}` }],
    ['user', { token_secret: SECRET, [`revoked:${SHA256_OF_ADA}`]: `${NOW + DAY}` }],
  ])('revoked by the cut-off for %s', async (revokedBy, kvs) => {
    const cookie = token('ada', NOW + DAY);
    const explanation = await explain({ cookie }, { revocation: true }, { kvs });
    expect(explanation).toMatchObject({ reason: 'revoked', disagreement: null });
    expect(candidates(explanation)).toMatchObject([{ result: 'revoked', revokedBy }]);
  });

  it('says what cannot be told without the secret, and both ways it can go', async () => {
    const cookie = token('ada', NOW + DAY);
    const explanation = await explain({ cookie }, {}, { ring: OLD_SECRET, isRingKnown: false });
    expect(explanation).toMatchObject({ verdict: 'unknown', answer: null, disagreement: null });
    expect(candidates(explanation)).toMatchObject([{ result: 'unknown', expiry: NOW + DAY }]);
    expect(explanation.changes).toMatchObject([
      { change: 'cookie: valid', verdict: 'pass' },
      { change: 'cookie: forged', verdict: 'redirect', reason: 'bad_signature' },
    ]);
  });

  it('needs no secret for what is decided before it', async () => {
    const options = { ring: OLD_SECRET, isRingKnown: false };
    const expired = await explain({ cookie: token('ada', NOW - 1) }, {}, options);
    expect(expired).toMatchObject({ verdict: 'redirect', reason: 'expired' });
  });

  it('explains an embedded function of runtime 1.0', async () => {
    const cookie = token('ada', NOW + DAY);
    const config = { secret: 'embedded', runtime: 'cloudfront-js-1.0' } as const;
    expect(await explain({ cookie }, config)).toMatchObject({
      verdict: 'pass',
      disagreement: null,
    });
  });

  it('finds a cookie whose name every object inherits', async () => {
    const cookie = `__proto__=${token('ada', NOW + DAY)}`;
    const explanation = await explain({ cookie }, { cookieName: '__proto__' });
    expect(explanation).toMatchObject({ verdict: 'pass', disagreement: null });
  });
});

describe('a page or a fetch', () => {
  it.each([
    [[], 'GET', 'page', 'no header shows a script'],
    [['sec-fetch-mode: cors'], 'GET', 'fetch', 'sec-fetch-mode is "cors"'],
    [
      ['sec-fetch-mode: navigate', 'sec-fetch-dest: empty', 'accept: text/html'],
      'GET',
      'fetch',
      'sec-fetch-dest is "empty"',
    ],
    [
      ['sec-fetch-mode: navigate', 'sec-purpose: prefetch'],
      'GET',
      'fetch',
      'sec-purpose is "prefetch"',
    ],
    [['accept: application/json'], 'GET', 'fetch', 'accept is "application/json"'],
    [[], 'POST', 'fetch', 'the method is POST'],
    [
      ['accept: application/json', 'x-requested-with: XMLHttpRequest'],
      'GET',
      'fetch',
      'accept is "application/json", x-requested-with is "XMLHttpRequest"',
    ],
  ])('%j with %s is a %s', async (headers, method, result, text) => {
    const explanation = await explain({ headers, method });
    expect(findStep(explanation, 'kind')).toMatchObject({ result });
    expect(findStep(explanation, 'kind')?.text).toMatch(new RegExp(`: ${text}$`));
    expect(explanation.verdict).toBe(result === 'page' ? 'redirect' : 'refuse');
  });

  it('counts redirects, and tells the end of a loop', async () => {
    const counted = await explain({ cookie: 'pocket-spa-bounce=3' });
    expect(findStep(counted, 'loop')).toMatchObject({ result: 'counted' });
    expect(findStep(counted, 'loop')?.text).toContain('redirect 4 of 8');
    const ended = await explain({ cookie: 'pocket-spa-bounce=8' });
    expect(findStep(ended, 'loop')).toMatchObject({ result: 'ended' });
    expect(ended).toMatchObject({ verdict: 'refuse', answer: { status: 403 } });
  });
});

describe('the identity header', () => {
  it('is told by its name alone, and copies are counted', async () => {
    const headers = ['x-user: eve', 'X_User: mallory'];
    const cookie = token('ada', NOW + DAY);
    const explanation = await explain({ headers, cookie }, { identityHeader: 'x-user' });
    expect(findStep(explanation, 'identity')?.text).toContain('2 copies');
    expect(explanation.answer).toMatchObject({ headersChanged: ['x-user', 'x_user'] });
    expect(JSON.stringify(explanation)).not.toMatch(/eve|mallory/);
  });

  it('is refused in more than four spellings', async () => {
    const headers = [...'-_.~!'].map((separator) => `x${separator}user: eve`);
    const explanation = await explain({ headers }, { identityHeader: 'x-user' });
    expect(explanation).toMatchObject({ reason: 'malformed', disagreement: null });
    expect(findStep(explanation, 'identity')).toMatchObject({ result: 'too_many' });
  });
});

describe('an explanation', () => {
  it('shows it if the steps and the function disagree', async () => {
    const open = 'function handler(event){return event.request}';
    const explanation = await explain({}, {}, { code: open });
    expect(explanation.verdict).toBe('pass');
    expect(explanation.disagreement).toContain('the built function: goes on');
    expect(formatExplanation(explanation, false)).toContain('disagree');
  });

  it('tells a function that throws', async () => {
    const explanation = await explain({}, {}, { code: 'function handler(){null.x}' });
    expect(explanation).toMatchObject({ verdict: 'fault', answer: { kind: 'fault', status: 503 } });
  });

  it.each(['', `${SECRET.toUpperCase()}%20`, encodeURIComponent(token('ada', NOW + DAY))])(
    'holds no token, secret or cookie, with %j in the query',
    async (query) => {
      const valid = token('ada', NOW + DAY);
      const cookie = `a=sesame; pocket-spa-token=${valid}; pocket-spa-token=${token('bo', NOW - 9)}`;
      const headers = ['x-key: sesame'];
      const config = { identityHeader: 'x-user' };
      const explanation = await explain({ target: `/x?q=${query}`, cookie, headers }, config);
      const text = JSON.stringify(explanation) + formatExplanation(explanation, true);
      expect(text.toLowerCase()).not.toContain(SECRET);
      expect(text).not.toContain('sesame');
      expect(text).not.toContain(valid.slice(-64));
      expect(text).not.toContain('"bo"');
    },
  );

  it('cannot control a terminal', async () => {
    const cookie = token('\u202eada\u009b', NOW + DAY);
    const target = '/%1b[31m\u202e';
    const text = formatExplanation(await explain({ target, cookie }), false);
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    expect(text).toContain('user "\\u202eada\\u009b"');
  });
});
