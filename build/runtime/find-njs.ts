import { CliError } from '../host/errors.js';
import type { Runtime } from '../platform/runtimes.js';
import type { Engine } from './engine.js';
import { njsEngine } from './njs.js';
import { runWithLimits } from './process.js';

/** Where to look for njs, and what for. */
export interface NjsSearch {
  /** The program; default the environment's `POCKET_NJS`, else `njs` on the PATH. */
  readonly program?: string | undefined;
  /** The runtime that it is to stand for. */
  readonly runtime: Runtime;
}

/** The njs of this machine as an engine. Throws CliError where there is none, or none that can stand for the runtime. */
export async function findNjs({ program, runtime }: NjsSearch): Promise<Engine> {
  const found = program ?? (process.env.POCKET_NJS || 'njs');
  const version = await versionOf(found);
  if (version === undefined) {
    throw new CliError(
      'ERR_NJS',
      '--engine njs: no njs on this machine; install it (Debian: apt-get install njs) or name the program in POCKET_NJS',
    );
  }
  const [major, minor] = version.split('.').map(Number) as [number, number];
  if (runtime === 'cloudfront-js-1.0' && (major > 0 || minor >= 8)) {
    throw new CliError(
      'ERR_NJS',
      `--engine njs: njs ${version} has no String.bytesFrom, which runtime 1.0 needs; name njs 0.7 in POCKET_NJS`,
    );
  }
  return njsEngine(found, `njs ${version}`);
}

async function versionOf(program: string): Promise<string | undefined> {
  try {
    const { status, printed } = await runWithLimits(program, ['-v'], {
      seconds: 5,
      kilobytes: 1_000_000,
    });
    return status === 0 ? /^(\d+\.\d+\.\d+)$/m.exec(printed)?.[1] : undefined;
  } catch {
    // Without a shell, as on Windows, there is no njs either.
    return undefined;
  }
}
