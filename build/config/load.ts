import { resolve } from 'node:path';
import { ConfigError } from '../host/errors.js';
import { type Deployment, resolveDeployment } from './deployment.js';
import type { EdgeConfig, PocketToml, ResolvedConfig } from './edge-config.js';
import { uniqueProblems } from './problems.js';
import { resolveConfig } from './resolve.js';
import { type ConfigSource, readConfigFile } from './source/read.js';
import { chooseStage, stagesSharingSecret } from './stages.js';

export interface LoadOptions {
  /** The configuration file; without it, the one in `cwd`, or none. */
  readonly file?: string | undefined;
  /** In place of a configuration file. */
  readonly pocketToml?: PocketToml | undefined;
  /** The stage; without it, the environment's `POCKET_STAGE`. */
  readonly stage?: string | undefined;
  readonly cwd?: string | undefined;
}

export interface LoadedConfig {
  readonly config: ResolvedConfig;
  readonly deployment: Deployment;
  readonly stage: string | undefined;
  /** The stages that there are. */
  readonly stages: readonly string[];
  /** The other ones that have the same secret. */
  readonly secretSharedWith: readonly string[];
  /** The file's absolute path; without a file the defaults apply. */
  readonly file: string | undefined;
}

/**
 * Finds, reads and checks a configuration file.
 *
 * @throws ConfigError naming the file and the key path of every problem.
 */
export async function loadConfig(options: LoadOptions = {}): Promise<LoadedConfig> {
  const source = await read(options);
  const stage = chooseStage(source.config, options.stage);
  try {
    const config = resolveConfig(source.config, stage, source.name);
    const whole = source.config as EdgeConfig;
    const deployment = resolveDeployment(whole, stage, source.name);
    const stages = Object.keys(whole.stages ?? {});
    const secretSharedWith = stagesSharingSecret(whole, deployment);
    return { config, deployment, stage, stages, secretSharedWith, file: source.file };
  } catch (error) {
    throw error instanceof ConfigError ? inWordsOf(source, error) : error;
  }
}

async function read({ file, pocketToml, stage, cwd = '.' }: LoadOptions): Promise<ConfigSource> {
  const folder = resolve(cwd);
  if (pocketToml === undefined) {
    return readConfigFile(file, folder);
  }
  // The parser of TOML is loaded for those alone who have such a file.
  const { readPocketToml } = await import('./pocket-toml/read.js');
  return readPocketToml(pocketToml, folder, stage);
}

function inWordsOf({ name, placeOf }: ConfigSource, error: ConfigError): ConfigError {
  if (!placeOf) {
    return error;
  }
  const problems = error.problems.map(({ path, text }) => ({ path: placeOf(path), text }));
  return new ConfigError(name, uniqueProblems(problems));
}
