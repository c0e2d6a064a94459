import { basename, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildEdgeFunction } from '../../../../../build/compile/build.js';
import { hooks } from '../../../../../build/compile/gates/hooks.js';
import type { EdgeConfig, ResolvedConfig } from '../../../../../build/config/edge-config.js';
import { type HookTexts, hook, SECRET, writeHooks } from './hooks.js';

/** Builds, and says what a gate says. `<hook>` stands for the path of a hook. */
async function build(texts: HookTexts, config: EdgeConfig = {}) {
  const located = writeHooks(texts, config);
  return describeError(located, buildEdgeFunction({ config: located, secret: SECRET }));
}

/** Runs the gate of hooks alone, and says what it says and notes. */
async function judge(texts: HookTexts, config: EdgeConfig = {}) {
  const located = writeHooks(texts, config);
  const notes: string[] = [];
  const note = (text: string) => notes.push(text);
  const checked = hooks.check({ code: '', config: located, ring: SECRET, note });
  return { error: await describeError(located, checked), notes };
}

async function describeError({ before, after }: ResolvedConfig, result: unknown): Promise<string> {
  const error = await Promise.resolve(result).then(
    () => '',
    ({ message }: Error) => message,
  );
  return [before, after]
    .filter((path) => path !== false)
    .reduce((text, path) => text.replaceAll(relative(process.cwd(), path), '<hook>'), error);
}

const REDIRECT = '{ statusCode: 301, headers: { location: { value: "https://a.example/" } } }';

it('a build with hooks that do nothing passes every gate', async () => {
  const config = writeHooks({ before: hook(''), after: hook('') });
  const { report } = await buildEdgeFunction({ config });
  expect(report.gates.slice(-3)).toEqual(['probes', 'vectors', 'hooks']);
  expect(report.warnings).toEqual([]);
  expect(report.features.slice(-2)).toEqual([
    { name: 'before', bytes: expect.any(Number) },
    { name: 'after', bytes: expect.any(Number) },
  ]);
});

describe('passes:', () => {
  it.each<[string, HookTexts, EdgeConfig?]>([
    [
      'hooks on runtime 1.0',
      { before: hook(''), after: hook('') },
      { secret: 'embedded', runtime: 'cloudfront-js-1.0' },
    ],
    ['a redirect of everybody', { before: hook(`return ${REDIRECT};`) }],
    [
      'a redirect to the one host that the owner knows',
      { before: hook(`if (request.headers.host.value !== "a.example") return ${REDIRECT};`) },
    ],
    ['an answer at random', { before: hook(`if (Math.random() < 0.5) return ${REDIRECT};`) }],
    [
      'an answer on one path',
      { before: hook('if (request.uri === "/up") return { statusCode: 200 };') },
    ],
    [
      'a rewrite',
      { after: hook('request.uri = "/site" + request.uri;') },
      { identityHeader: 'x-u' },
    ],
    ['an answer after the check', { after: hook('return { statusCode: 404 };') }],
    ['the removal of the token', { after: hook('request.cookies = {};') }],
  ])('%s', async (_what, texts, config) => {
    expect(await judge(texts, config)).toEqual({ error: '', notes: [] });
  });
});

// With the parameters that AWS documents for each.
describe.each([
  ['updateRequestOrigin', '{ domainName: "b.example", originShield: { enabled: false } }'],
  ['selectRequestOriginById', '"b"'],
  [
    'createRequestOriginGroup',
    '{ originIds: [{ originId: "a" }, { originId: "b" }], failoverCriteria: { statusCodes: [503] } }',
  ],
])('the helper %s of the module cloudfront', (name, given) => {
  const call = (method: string) => `import cf from 'cloudfront';
${hook(`if (request.uri.startsWith("/b/")) cf.${method}(${given});`)}`;

  it.each(['kvs', 'embedded'] as const)('passes with secret %s', async (secret) => {
    expect(await build({ after: call(name) }, { secret })).toBe('');
  });

  it('is refused where it does not exist', async () => {
    expect(await build({ after: call(`${name}s`) })).toContain(
      `cloudfront-js-2.0 is not documented to have the method ${name}s`,
    );
    const old = { secret: 'embedded', runtime: 'cloudfront-js-1.0' } as const;
    expect(await build({ after: call(name) }, old)).toContain("The keyword 'import' is reserved");
  });
});

describe('is refused, and named:', () => {
  it.each<[string, HookTexts, string]>([
    [
      'before answers 200 without a token',
      { before: hook('return { statusCode: 200, body: "hi" };') },
      'gate hooks at <hook>: a path that begins like the login path: before answers it with 200; without a token only a redirect is allowed, or an error',
    ],
    [
      'before answers a 304, which redirects nowhere',
      { before: hook('return { statusCode: 304 };') },
      'before answers it with 304',
    ],
    [
      'before answers 200 on the one host that the owner knows',
      {
        before: hook(
          `return request.headers.host.value === "a.example" ? { statusCode: 204 } : ${REDIRECT};`,
        ),
      },
      'before answers it with 204',
    ],
    [
      'before returns the request',
      { before: hook('return request;') },
      'gate hooks at <hook>: the login path: before throws, or returns neither undefined nor a response',
    ],
    ['before throws', { before: hook('return request.a.b;') }, 'before throws'],
    ['before is no function', { before: 'export default { a: 1 };' }, 'before throws'],
    [
      'before sets what CloudFront refuses',
      { before: hook('return { statusCode: 301, headers: { Location: { value: "/" } } };') },
      'before',
    ],
    ['after throws', { before: hook(''), after: hook('throw new Error();') }, 'after throws'],
    [
      'after sets a path with a query',
      { after: hook('request.uri += "?a";') },
      'after set a uri with a space, a control character, "?" or "#"',
    ],
    [
      'after changes the method',
      { after: hook('request.method = "PUT";') },
      'after changed the method, which is read-only',
    ],
    [
      'after changes the host',
      { after: hook('request.headers.host = { value: "a" };') },
      'after changed the read-only header host',
    ],
  ])('%s', async (_what, texts, text) => {
    expect((await judge(texts)).error).toContain(text);
  });

  it.each<[string, string, string, EdgeConfig?]>([
    ['a class', 'class A { a = 1; }\nexport default () => new A();', '<hook>:1:1: class syntax'],
    ['for of', hook('for (const a of [1]) request(a);'), '<hook>:2:14: for-of loops'],
    ['destructuring', 'export default ({ uri }: any) => uri;', '<hook>:1:17: destructuring'],
    [
      'const on runtime 1.0',
      hook('\n  const a = 1; return a;'),
      '<hook>:3:3: const',
      { secret: 'embedded', runtime: 'cloudfront-js-1.0' },
    ],
    [
      'async in an embedded build',
      'export default async () => undefined;',
      '<hook>:1:16: async functions',
      { secret: 'embedded' },
    ],
    ['a syntax error', 'export default (', '<hook>:1:17: it does not compile'],
    ['a module of Node.js', 'import "node:fs";\nexport default () => 1;', '"node:fs" is not found'],
    ['no default export', 'export const before = () => 1;', 'no default export; write: export'],
    [
      'a global',
      hook('\nreturn fetch("/");'),
      'gate names at <hook>:3:8: cloudfront-js-2.0 has no global fetch',
    ],
    [
      'a method',
      hook('return request.uri.at(0);'),
      '<hook>:2:20: cloudfront-js-2.0 is not documented to have the method at',
    ],
    [
      'a changed built-in',
      hook('String.prototype.search = function () { return 0; };'),
      'gate names at <hook>:2:1: a change of a built-in object',
    ],
    [
      'a built-in that is changed with Object.assign',
      hook('Object.assign(Buffer, { from: 1 });'),
      'a change of a built-in object',
    ],
    [
      'a pattern',
      hook('return /a$/.test(request.uri);'),
      'gate syntax at <hook>:2:8: a regular expression with "$"',
    ],
    ['a secret', hook(`return { statusCode: 302, body: "${SECRET}" };`), 'gate secrecy'],
    [
      'an await in arguments',
      'const one = async (a: number) => a;\nexport default async () => one(await one(1));',
      '<hook>:2:32: await inside the arguments of a call',
    ],
    [
      'too much text',
      hook(`return { statusCode: 302, body: "${'x'.repeat(9000)}" };`),
      'gate size',
    ],
  ])('%s', async (_what, before, text, config) => {
    const error = await build({ before }, config);
    expect(error).toContain(text);
    expect(error).not.toContain(SECRET.slice(0, 8));
  });

  it('a module that a hook imports, by its own place', async () => {
    const { after } = writeHooks({ after: 'export const first = (a: any) => a.at(0);' });
    const name = basename(after as string).replace(/\.ts$/, '.js');
    const text = `import { first } from "./${name}";\nexport default (request: any) => first(request.uri);`;
    const error = await build({ before: text });
    expect(error).toContain(`${basename(after as string)}:1:36: `);
  });
});

describe('is named in a warning:', () => {
  it.each([403, 503])('before answers strangers with %d', async (status) => {
    const { error, notes } = await judge({ before: hook(`return { statusCode: ${status} };`) });
    expect(error).toBe('');
    expect(notes).toEqual([
      `before answers requests without a token with ${status} instead of a redirect`,
    ]);
  });
});
