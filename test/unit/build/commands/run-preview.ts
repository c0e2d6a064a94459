import { expect } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { type FakeTerminal, fakeTerminal } from './fake-terminal.js';

export const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

const CODE =
  'function handler(event){return{statusCode:401,headers:{"x-spa-auth-reason":{value:"missing"}}}}';

// What a build gives beside the code, and what the preview and its inspector use of it.
export const BUILT = {
  manifest: { name: 'site', runtime: 'cloudfront-js-2.0', secret: 'kvs' },
  report: { bytes: 100, limit: 10_240, features: [] },
};

/** A function that refuses everything, as `buildEdgeFunction` gives it. */
export const REFUSING = { code: CODE, ...BUILT };

type Visit = (url: string) => Promise<void>;

/** Runs a preview until `visit` ends, then interrupts it. */
export async function preview(
  argv: string[],
  env: Record<string, string>,
  ...rest: [cwd: string, visit: Visit] | [visit: Visit]
) {
  const visit = rest.at(-1) as Visit;
  let failure: unknown;
  const terminal: FakeTerminal = fakeTerminal({
    cwd: rest.length === 2 ? rest[0] : import.meta.dirname,
    env,
    interrupted: async () => {
      await expect.poll(() => terminal.lines.out.join()).toMatch(/https?:\/\//);
      // The command would print what the visit throws.
      await visit(/https?:\/\/\S+/.exec(terminal.lines.out.join())![0]).catch((error: unknown) => {
        failure = error;
      });
    },
  });
  const status = await runCli(['preview', '--root', '.', ...argv], terminal);
  if (failure !== undefined) {
    throw failure;
  }
  return { status, out: terminal.lines.out, err: terminal.lines.err.join('\n') };
}
