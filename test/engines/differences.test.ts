import { expect, it } from 'vitest';
import type { Engine } from '../../build/runtime/engine.js';
import { vmEngine } from '../../build/runtime/sandbox.js';
import { viewerRequest } from '../fakes/event.js';
import { describeEachEngine } from './each.js';

/** The value of an expression inside a function, or the name of the error that it throws. */
async function evaluate(engine: Engine, expression: string): Promise<unknown> {
  const code = `function handler() {
    try { return { value: ${expression} }; } catch (error) { return { value: error.name }; }
  }`;
  const call = { code, runtime: 'cloudfront-js-2.0', now: 0, event: viewerRequest() } as const;
  for await (const outcome of engine.run([call])) {
    return 'problem' in outcome ? outcome.problem : (outcome.output as { value?: unknown }).value;
  }
}

// The differences between njs and Node.js, and why they do not affect the edge function. A failing
// test here means that an engine has changed.
const DIFFERENCES: readonly {
  readonly about: string;
  readonly because: string;
  readonly expression: string;
  readonly node: unknown;
  readonly njs: { readonly '0.8.9': unknown; readonly '0.7.9': unknown };
}[] = [
  {
    about: 'an emoji is one character',
    because: 'all limits are counted in bytes of UTF-8',
    expression: '"\\ud83d\\ude00".length',
    node: 2,
    njs: { '0.8.9': 1, '0.7.9': 1 },
  },
  {
    about: 'keys that look like integers keep their position in 0.7.9',
    because: 'the order of a rebuilt query has no meaning; runtime 2.0 has rawQueryString',
    expression: `Object.keys(JSON.parse('{"b":0,"10":0,"2":0}')).join()`,
    node: '2,10,b',
    njs: { '0.8.9': '2,10,b', '0.7.9': 'b,10,2' },
  },
  {
    about: 'a lone surrogate becomes U+FFFD',
    because: 'text reaches CloudFront as UTF-8, which has no surrogates',
    expression: `JSON.parse('"\\\\ud800"').charCodeAt(0)`,
    node: 0xd800,
    njs: { '0.8.9': 0xfffd, '0.7.9': 0xfffd },
  },
  {
    about: 'encodeURIComponent accepts a lone surrogate',
    because: 'the handler answers a request after any error',
    expression: `encodeURIComponent(JSON.parse('"\\\\ud800"'))`,
    node: 'URIError',
    njs: { '0.8.9': '%EF%BF%BD', '0.7.9': '%EF%BF%BD' },
  },
  {
    about: '"$" also matches before a line feed at the end',
    because: 'the build refuses "$"; the function uses (?![\\s\\S])',
    expression: '/^a$/.test("a\\n")',
    node: false,
    njs: { '0.8.9': true, '0.7.9': true },
  },
  {
    about: '"." matches a line separator',
    because: 'its only "." follows "%" in percent-encoded text',
    expression: '/^.$/.test("\\u2028")',
    node: false,
    njs: { '0.8.9': true, '0.7.9': true },
  },
  {
    about: '[^] is an error in 0.7.9',
    because: 'the build refuses it; the function uses [\\s\\S]',
    expression: 'new RegExp("[^]").test("\\n")',
    node: true,
    njs: { '0.8.9': true, '0.7.9': 'SyntaxError' },
  },
  {
    about: 'a global replace can fail on text beyond ASCII in 0.7.9',
    because: 'the function makes such text ASCII first',
    // njs confuses offsets: "pcre2_match() failed: bad offset value". On other text it does not end
    // and runs out of memory.
    expression: `("\\\\205Q\\\\054\\ufeff:9007199254740991:10a9b5771868e5c0c35cb1081df55e764c9fe35f64c9a77593a4035f4b956dd8\\\\012")
      .replace(/\\\\([0-3][0-7][0-7]|[\\s\\S])/g, function (all, code) { return String.fromCharCode(parseInt(code, 8)); }).length`,
    node: 87,
    njs: { '0.8.9': 87, '0.7.9': 'TypeError' },
  },
  {
    about: 'String.bytesFrom exists up to 0.7',
    because: 'only the build for runtime 1.0 uses it',
    expression: 'typeof String.bytesFrom',
    node: 'undefined',
    njs: { '0.8.9': 'undefined', '0.7.9': 'function' },
  },
];

it.each(DIFFERENCES)('Node.js differs where in njs $about', async ({ expression, node }) => {
  expect(await evaluate(vmEngine, expression)).toBe(node);
});

describeEachEngine((engine, version) => {
  it.each(DIFFERENCES)('$about: $because', async ({ expression, njs }) => {
    expect(await evaluate(engine, expression)).toBe(njs[version]);
  });

  // The function relies on these properties, which no language standard guarantees.
  it.each([
    ['a hex decoder stops at the first bad digit', 'Buffer.from("abzzab", "hex").length', 1],
    [
      'an HMAC accepts an empty key',
      'require("crypto").createHmac("sha256", "").update("").digest("hex").length',
      64,
    ],
    ['(?![\\s\\S]) matches only at the end of the text', '/^a(?![\\s\\S])/.test("a\\n")', false],
    ['code cannot be created at run time', 'new Function("return 1")()', 'TypeError'],
    ['bad percent-encoding is a URIError', 'decodeURIComponent("%zz")', 'URIError'],
    ['an encoded surrogate is a URIError', 'decodeURIComponent("%ED%A0%80")', 'URIError'],
    [
      '"__proto__" is an ordinary key',
      `Object.keys(JSON.parse('{"__proto__":0}')).join()`,
      '__proto__',
    ],
  ])('%s', async (_, expression, value) => {
    expect(await evaluate(engine, expression)).toBe(value);
  });
});
