import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ConfigError } from '../errors.js';
import { type Deployment, deploymentOf } from './deployment.js';
import { describeKey } from './found.js';
import { importConfig } from './import.js';
import { parseJson } from './json.js';
import { resolveConfig } from './resolve.js';
import type { EdgeConfig, ResolvedConfig } from './types.js';

export interface LoadOptions {
  /** The configuration file; without it, the one in `cwd`, or none. */
  readonly file?: string | undefined;
  /** The stage; without it, the environment's `POCKET_STAGE`. */
  readonly stage?: string | undefined;
  readonly cwd?: string | undefined;
}

export interface LoadedConfig {
  readonly config: ResolvedConfig;
  readonly deployment: Deployment;
  readonly stage: string | undefined;
  /** The file's absolute path; without a file the defaults apply. */
  readonly file: string | undefined;
}

const NAMES = ['spa-auth.config.json', 'spa-auth.config.js', 'spa-auth.config.ts'];

/**
 * Finds, reads and checks a configuration file.
 *
 * @throws ConfigError naming the file and the key path of every problem.
 */
export async function loadConfig(options: LoadOptions = {}): Promise<LoadedConfig> {
  const cwd = resolve(options.cwd ?? '.');
  const file = options.file === undefined ? await find(cwd) : resolve(cwd, options.file);
  const source = file === undefined ? 'configuration' : basename(file);
  const raw = file === undefined ? {} : await read(file, source);
  const stage = chooseStage(raw, options.stage);
  const config = resolveConfig(raw, stage, source);
  return { config, deployment: deploymentOf(raw as EdgeConfig, stage, source), stage, file };
}

/** The stage asked for; `POCKET_STAGE` counts only for a configuration that has stages. */
export function chooseStage(config: unknown, stage: string | undefined): string | undefined {
  if (stage !== undefined) return stage;
  const stages = (config as { stages?: unknown } | null)?.stages;
  const hasStages = typeof stages === 'object' && stages !== null && Object.keys(stages).length > 0;
  return hasStages ? process.env.POCKET_STAGE || undefined : undefined;
}

async function find(cwd: string): Promise<string | undefined> {
  const entries = await readdir(cwd).catch(() => {
    throw new ConfigError(cwd, [{ path: '', text: 'this folder cannot be read' }]);
  });
  const found = NAMES.filter((name) => entries.includes(name));
  if (found.length > 1) {
    throw new ConfigError(found.join(', '), [
      { path: '', text: 'several configuration files; keep one, or choose one with --config' },
    ]);
  }
  return found[0] === undefined ? undefined : resolve(cwd, found[0]);
}

async function read(file: string, source: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(source, [{ path: '', text: `cannot be read (${error.code})` }]);
  });
  const extension = /\.[^.]*$/.exec(source)?.[0] ?? '';
  if (extension === '.json') return parseJson(text, source);
  if (/^\.[cm]?[jt]s$/.test(extension)) return importConfig(file, source, dirname(file));
  throw new ConfigError(source, [
    {
      path: '',
      text: `unknown kind of file ${describeKey(extension)}; allowed: .json, .js, .ts`,
    },
  ]);
}
