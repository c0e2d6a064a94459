import { describe, expect, it } from 'vitest';
import { compileEdge } from '../../../build/compile/bundle.js';
import { type Artifact, gates, passGates } from '../../../build/compile/gates/index.js';
import { DEFAULTS } from '../../../build/config/defaults.js';
import type { ResolvedConfig } from '../../../build/config/types.js';
import { GateError } from '../../../build/errors.js';

const RING = '0123456789abcdef'.repeat(4);
const CONFIGS: Record<string, ResolvedConfig> = {
  'kvs 2.0': DEFAULTS,
  'embedded 2.0': { ...DEFAULTS, secret: 'embedded' },
  'embedded 1.0': { ...DEFAULTS, secret: 'embedded', runtime: 'cloudfront-js-1.0' },
};

async function artifact(config: ResolvedConfig = DEFAULTS): Promise<Artifact> {
  return { code: await compileEdge(config, RING), config, ring: RING };
}

/** The error of the first gate that refuses. */
async function refusal(artifact: Artifact): Promise<GateError> {
  const error = await passGates(artifact).then(
    () => new Error('every gate let it through'),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(GateError);
  return error as GateError;
}

describe.each(Object.entries(CONFIGS))('the %s build', (_, config) => {
  it('passes every gate and is under 4,000 bytes with the default options', async () => {
    const built = await artifact(config);
    expect(await passGates(built)).toEqual(gates.map(({ name }) => name));
    expect(built.code.length).toBeLessThan(4000);
  });

  it('is the same text every time', async () => {
    expect((await artifact(config)).code).toBe((await artifact(config)).code);
  });
});

describe('a planted fault', () => {
  const faults: [what: string, gate: string, plant: (code: string) => string, place?: RegExp][] = [
    ['a letter beyond ASCII', 'ASCII', (code) => `${code}//é`, /:3:3$/],
    ['a comment that makes it too long', 'size', (code) => `${code}//${'x'.repeat(10_240)}`],
    ['nothing at all', 'size', () => ''],
    ['let', 'syntax', (code) => `${code}let later;`, /:3:1$/],
    ['const', 'syntax', (code) => `${code}const later=1;`],
    ['an arrow function', 'syntax', (code) => `${code}var f=()=>1;`],
    ['a template', 'syntax', (code) => `${code}var f=\`x\`;`],
    ['an octal number, which strict code refuses', 'syntax', (code) => `${code}var f=017;`],
    ['a second import', 'syntax', (code) => code.replace('import', 'import x from"crypto";import')],
    ['an import of another module', 'syntax', (code) => code.replace('"cloudfront"', '"crypto"')],
    ['a named import', 'syntax', (code) => code.replace(/import (\w+)/, 'import {kvs as $1}')],
    ['an export', 'syntax', (code) => `${code}export{handler};`],
    ['an async arrow function', 'syntax', (code) => `${code}var f=async()=>1;`],
    [
      'await inside the arguments of a call',
      'syntax',
      (code) => `${code}async function f(g){return g(await g())}`,
      /:3:30$/,
    ],
    ['a for-of loop', 'syntax', (code) => `${code}function f(a){for(var b of a);}`],
    ['a catch without a name', 'syntax', (code) => `${code}try{}catch{}`],
    ['"$" in a regular expression', 'syntax', (code) => `${code}var f=/^a$/;`, /:3:7$/],
    ['an empty class in a regular expression', 'syntax', (code) => `${code}var f=/a[^]/;`],
    ['a second handler', 'syntax', (code) => `${code}function handler(){}`],
    ['no handler', 'names', (code) => code.replace('function handler', 'function handle')],
    ['Map', 'names', (code) => `${code}var f=new Map();`, /:3:11$/],
    ['eval', 'names', (code) => `${code}function f(a){eval(a)}`],
    ['setTimeout', 'names', (code) => `${code}setTimeout(handler,1);`],
    ['an assignment to an undeclared name', 'names', (code) => `${code}later=1;`],
    ['a method that the runtime lacks', 'names', (code) => `${code}[].flat();`, /:3:4$/],
    ['a function that the runtime lacks', 'names', (code) => `${code}Object.fromEntries([]);`],
    ['a method by a name made up at run time', 'names', (code) => `${code}[]["fl"+"at"]();`],
    ['the secret', 'secrecy', (code) => `${code}var f="${RING.toUpperCase()}";`],
    ['what looks like a secret', 'secrecy', (code) => `${code}var f="${'ab'.repeat(16)}";`],
  ];

  it.each(faults)('%s is refused by the gate %s', async (_, gate, plant, place) => {
    const built = await artifact();
    const code = plant(built.code);
    expect(code).not.toBe(built.code);
    const error = await refusal({ ...built, code });
    expect(error.gate).toBe(gate);
    expect(error.exitCode).toBe(3);
    expect(error.place).toMatch(place ?? /^viewer-request\.js/);
    expect(error.message).not.toContain(RING);
  });

  it('is refused on runtime 1.0 where only 2.0 has it', async () => {
    const built = await artifact(CONFIGS['embedded 1.0']);
    const error = await refusal({ ...built, code: `${built.code}"a".replaceAll("a","b");` });
    expect(error.gate).toBe('names');
  });
});

describe('a wrong decision', () => {
  const decisions: [what: string, change: (code: string) => string][] = [
    ['accepts every MAC', (code) => code.replace(/return!(\w)\}var/, 'return!$1||1}var')],
    ['accepts expired tokens', (code) => code.replace('"expired"', '"x"&&[0,"a","1","b"]')],
    ['accepts one second too long', (code) => code.replace('/1e3', '/1e3-1')],
    ['lets a path through', (code) => code.replace('==="/api/auth/login"', '!=="/x"')],
    ['tries five cookies', (code) => code.replace('.slice(0,4)', '.slice(0,5)')],
    ['tries three cookies', (code) => code.replace('.slice(0,4)', '.slice(0,3)')],
    ['redirects a script', (code) => code.replace('"navigate"', '"cors"')],
    ['redirects without a counter', (code) => code.replace('.cookies={', '.cookie={')],
    ['counts to seven', (code) => code.replace('===8', '===7')],
    ['can be cached', (code) => code.replace('no-store', 'no-cache')],
    ['forgets the query', (code) => code.replace('"?"+', '""+')],
    ['answers 500 for 503', (code) => code.replace('503', '500')],
  ];

  it.each(decisions)('is refused by the vectors: %s', async (_, change) => {
    const built = await artifact();
    const code = change(built.code);
    expect(code).not.toBe(built.code);
    expect((await refusal({ ...built, code })).gate).toBe('vectors');
  });

  it('is found under another configuration too', async () => {
    const config: ResolvedConfig = {
      ...DEFAULTS,
      cookieName: '__Host-session',
      clockTolerance: 30,
      publicPaths: ['/open/*'],
    };
    const built = await artifact(config);
    await passGates(built);
    const code = built.code.replace('+31', '+32');
    expect(code).not.toBe(built.code);
    expect((await refusal({ ...built, code })).gate).toBe('vectors');
  });
});
