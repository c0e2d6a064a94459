import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { EdgeConfig, PocketToml } from '../config/edge-config.js';
import { CliError } from '../host/errors.js';
import { packageRoot } from '../host/packages.js';

/** Where the function and its configuration come from. */
export interface BlueprintOptions {
  /**
   * The configuration, or the path of its file. Default: `spa-auth.config.json`, `.js` or `.ts` in
   * the working directory; if there is none, the default of every key.
   */
  readonly config?: EdgeConfig | string;
  /** A `pocket.toml` of the magic-pocket family, instead of a configuration. */
  readonly pocketToml?: PocketToml;
  /**
   * The stage, whose keys override those of the top level. Default: the environment variable
   * `POCKET_STAGE`.
   */
  readonly stage?: string;
  /**
   * The folder that `pocket-spa-auth build` wrote for the same configuration and stage, such as
   * `.spa-auth`. Default: the function is built from the configuration, which needs `esbuild`.
   */
  readonly built?: string;
}

/** What the resources are made of, without a secret. */
export interface Blueprint {
  /** The name of the function and of its KeyValueStore. */
  readonly name: string;
  readonly code: string;
  readonly runtime: string;
  readonly secretId: string;
  readonly secretKey: string | null;
  readonly secretPath: readonly string[];
  /** The region of the secret; null if the configuration names none. */
  readonly region: string | null;
  readonly kmsKeyId: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** What the other process prints. */
export type BlueprintAnswer =
  | { readonly blueprint: Blueprint }
  | { readonly error: { readonly code: string; readonly message: string } };

const PROGRAM = join(packageRoot, 'dist/build/cdk/blueprint-process.js');

/**
 * Builds the function in another process, and waits. A constructor cannot wait for a promise, and
 * the gates run the function, whose handler is asynchronous: without them a function could be
 * published that answers every viewer with a 503.
 *
 * @throws CliError with the code and the message of the build.
 */
export function makeBlueprint(options: BlueprintOptions): Blueprint {
  const { stdout, stderr, error } = spawnSync(process.execPath, [PROGRAM], {
    input: JSON.stringify(options),
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  const answer = parseAnswer(stdout);
  if (!answer) {
    const reason = error?.message ?? stderr.trim().slice(-2000);
    throw new Error(`the process that builds the function ended without an answer: ${reason}`);
  }
  if ('error' in answer) {
    throw new CliError(answer.error.code, answer.error.message);
  }
  return answer.blueprint;
}

function parseAnswer(text: string): BlueprintAnswer | undefined {
  try {
    return JSON.parse(text) as BlueprintAnswer;
  } catch {
    return undefined;
  }
}
