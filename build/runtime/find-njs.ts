import { CliError } from '../host/errors.js';
import type { Runtime } from '../platform/runtimes.js';
import type { Engine } from './engine.js';
import { runWithLimits } from './limited-process.js';
import { createNjsEngine } from './njs.js';

export interface NjsSearch {
  /** The program; default the environment variable `POCKET_NJS`, otherwise `njs` on the PATH. */
  readonly program?: string | undefined;
  /** The runtime that njs has to support. */
  readonly runtime: Runtime;
}

/**
 * Creates an engine from the njs of this machine.
 *
 * @throws CliError if there is no njs, or if it does not support the runtime.
 */
export async function findNjs({ program, runtime }: NjsSearch): Promise<Engine> {
  const found = program ?? (process.env.POCKET_NJS || 'njs');
  const version = await readVersion(found);
  if (version === undefined) {
    throw new CliError(
      'ERR_NJS',
      '--engine njs: there is no njs on this machine; install it (Debian: apt-get install njs), or set POCKET_NJS to the path of the program',
    );
  }
  const [major, minor] = version.split('.').map(Number) as [number, number];
  if (runtime === 'cloudfront-js-1.0' && (major > 0 || minor >= 8)) {
    throw new CliError(
      'ERR_NJS',
      `--engine njs: njs ${version} has no String.bytesFrom, which runtime 1.0 needs; set POCKET_NJS to the path of njs 0.7`,
    );
  }
  return createNjsEngine(found, `njs ${version}`);
}

async function readVersion(program: string): Promise<string | undefined> {
  try {
    const { status, printed } = await runWithLimits(program, ['-v'], {
      seconds: 5,
      kilobytes: 1_000_000,
    });
    return status === 0 ? /^(\d+\.\d+\.\d+)$/m.exec(printed)?.[1] : undefined;
  } catch {
    // There is no shell, as on Windows. njs does not run there.
    return undefined;
  }
}
