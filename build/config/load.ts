import { dirname, resolve } from 'node:path';
import { ConfigError } from '../host/errors.js';
import { type Deployment, resolveDeployment } from './deployment.js';
import type { EdgeConfig, PocketToml, PreviewConfig, ResolvedConfig } from './edge-config.js';
import { locateHooks } from './hooks.js';
import { uniqueProblems } from './problems.js';
import { resolveConfig } from './resolve.js';
import { type ConfigSource, readConfigFile } from './source/config-file.js';
import { chooseStage, findStagesSharingSecret } from './stages.js';

export interface LoadOptions {
  /** The configuration file; default the one in `cwd`, if there is one. */
  readonly file?: string | undefined;
  /** A configuration that replaces the file. Its paths are relative to `cwd`. */
  readonly config?: EdgeConfig | undefined;
  /** A `pocket.toml` that replaces the configuration file. */
  readonly pocketToml?: PocketToml | undefined;
  /** The stage; default the environment variable `POCKET_STAGE`. */
  readonly stage?: string | undefined;
  /** The folder that paths are relative to; default the current folder. */
  readonly cwd?: string | undefined;
}

export interface LoadedConfig {
  readonly config: ResolvedConfig;
  readonly deployment: Deployment;
  readonly preview: Required<PreviewConfig>;
  readonly stage: string | undefined;
  /** All stages of the configuration. */
  readonly stages: readonly string[];
  /** The other stages that use the same secret. */
  readonly secretSharedWith: readonly string[];
  /** The file's absolute path; undefined if there is no file and the defaults apply. */
  readonly file: string | undefined;
  /** The file and those that it imports, as absolute paths. */
  readonly files: readonly string[];
}

/**
 * Finds, reads and checks a configuration file.
 *
 * @throws ConfigError with the file and the key path of every problem.
 */
export async function loadConfig(options: LoadOptions = {}): Promise<LoadedConfig> {
  const source = await readSource(options);
  const stage = chooseStage(source.config, options.stage);
  try {
    const folder = source.file === undefined ? resolve(options.cwd ?? '.') : dirname(source.file);
    const resolved = resolveConfig(source.config, stage, source.name);
    const config = locateHooks(resolved, folder, source.name);
    const edgeConfig = source.config as EdgeConfig;
    const deployment = resolveDeployment(edgeConfig, stage, source.name);
    const ofStage = stage === undefined ? undefined : edgeConfig.stages?.[stage]?.preview;
    const preview = { headers: {}, ...edgeConfig.preview, ...ofStage };
    const stages = Object.keys(edgeConfig.stages ?? {});
    const secretSharedWith = findStagesSharingSecret(edgeConfig, deployment);
    const { file, files } = source;
    return { config, deployment, preview, stage, stages, secretSharedWith, file, files };
  } catch (error) {
    throw error instanceof ConfigError ? locateProblems(source, error) : error;
  }
}

async function readSource({
  file,
  config,
  pocketToml,
  stage,
  cwd = '.',
}: LoadOptions): Promise<ConfigSource> {
  const folder = resolve(cwd);
  if (config !== undefined) {
    return { config, name: 'configuration', file: undefined, files: [] };
  }
  if (pocketToml === undefined) {
    return readConfigFile(file, folder);
  }
  // The TOML parser is loaded only if it is needed.
  const { readPocketToml } = await import('./pocket-toml/toml-file.js');
  return readPocketToml(pocketToml, folder, stage);
}

/** Replaces the key paths of the problems with their places in the file. */
function locateProblems({ name, locate }: ConfigSource, error: ConfigError): ConfigError {
  if (!locate) {
    return error;
  }
  const problems = error.problems.map(({ path, text }) => ({ path: locate(path), text }));
  return new ConfigError(name, uniqueProblems(problems));
}
