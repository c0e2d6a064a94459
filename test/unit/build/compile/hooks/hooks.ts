import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { compileEdge } from '../../../../../build/compile/bundle.js';
import type { EdgeConfig, ResolvedConfig } from '../../../../../build/config/edge-config.js';
import { locateHooks } from '../../../../../build/config/hooks.js';
import { resolveConfig } from '../../../../../build/config/resolve.js';
import type { FunctionOutput, FunctionRequest } from '../../../../../build/platform/event.js';
import type { Engine } from '../../../../../build/runtime/engine.js';
import { vmEngine } from '../../../../../build/runtime/sandbox.js';
import { viewerRequest } from '../../../../fakes/event.js';

export const SECRET = '0123456789abcdef'.repeat(4);
export const NOW = 1_800_000_000;

/** The hooks of a test, as text of TypeScript modules. */
export interface HookTexts {
  readonly before?: string;
  readonly after?: string;
}

let folder: string | undefined;
let count = 0;

afterAll(() => folder && rmSync(folder, { recursive: true }));

/** Writes modules into a new folder, and gives a configuration that names them. */
export function writeHooks(texts: HookTexts, config: EdgeConfig = {}): ResolvedConfig {
  folder ??= mkdtempSync(join(tmpdir(), 'spa-auth-hooks-'));
  count += 1;
  const named = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const file = `${name}-${count}.ts`;
      writeFileSync(join(folder!, file), text);
      return [name, file];
    }),
  );
  return locateHooks(resolveConfig({ ...config, ...named }), folder);
}

/** A module whose default export does this with `request` and `context`. */
export function hook(body: string): string {
  return `export default function (request: any, context: any): any {\n${body}\n}\n`;
}

/** A token, made without the signer. */
export function token(userId = 'ada'): string {
  const signed = `${userId}:${NOW + 60}`;
  const mac = createHmac('sha256', Buffer.from(SECRET, 'hex')).update(signed).digest('hex');
  return `${signed}:${mac}`;
}

/** A request for a page, with a valid token. */
export function loggedIn(request: Partial<FunctionRequest> = {}): Partial<FunctionRequest> {
  return { ...request, cookies: { 'pocket-spa-token': { value: token() }, ...request.cookies } };
}

/** Runs a function that is built with the configuration. */
export async function run(
  config: ResolvedConfig,
  request: Partial<FunctionRequest>,
  engine: Engine = vmEngine,
  rawQuery: string | null = null,
): Promise<FunctionOutput> {
  const code = await compileEdge(config, SECRET);
  const { runtime, secret } = config;
  const kvs = secret === 'kvs' ? { token_secret: SECRET } : {};
  const event = viewerRequest(request);
  const call = { code, runtime, kvs, now: NOW, event };
  const raw = runtime === 'cloudfront-js-2.0' ? { rawQuery } : {};
  for await (const outcome of engine.run([{ ...call, ...raw }])) {
    if ('problem' in outcome) {
      throw new Error(outcome.problem);
    }
    return outcome.output;
  }
  throw new Error('the engine gave no outcome');
}
